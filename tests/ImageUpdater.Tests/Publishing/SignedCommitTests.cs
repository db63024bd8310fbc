using ImageAutomation.ImageUpdater.Tests.Commits;
using ImageAutomation.ImageUpdater.Tests.Commits.Signing;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Signed commits, as git itself sees them.</summary>
public sealed class SignedCommitTests : PublishingTest
{
    private readonly SigningWorkshop workshop = new();

    public override async Task DisposeAsync()
    {
        workshop.Dispose();
        await base.DisposeAsync();
    }

    [ProgramTheory("git", "gpg", "gpgconf")]
    [InlineData("", "")]
    [InlineData("gpg", "open sesame")]
    public async Task OpenPgp_IsVerified(string type, string passphrase)
    {
        var key = workshop.OpenPgp("bot@example.org", passphrase);
        Harness.Secret("signing", passphrase.Length == 0 ? [("git.asc", key)] : [("git.asc", key), ("passphrase", passphrase)]);
        await AssertSignedAsync(type, "Good signature from \"bot@example.org\"");
    }

    [ProgramTheory("git", "ssh-keygen")]
    [InlineData("")]
    [InlineData("open sesame")]
    public async Task Ssh_IsVerified(string passphrase)
    {
        var key = workshop.Ssh("robot", passphrase, "-t", "ed25519");
        var signers = Path.Combine(workshop.Keys, "allowed");
        File.WriteAllText(signers, "bot@example.org " + File.ReadAllText(Path.Combine(workshop.Keys, "robot.pub")));
        Harness.Secret("signing", passphrase.Length == 0 ? [("identity", key)] : [("identity", key), ("password", passphrase)]);
        await AssertSignedAsync(
            "ssh", "Good \"git\" signature for bot@example.org", "-c", "gpg.format=ssh", "-c", $"gpg.ssh.allowedSignersFile={signers}");
    }

    [ProgramFact("git", "ssh-keygen")]
    public async Task AKeyThatCannotSign_ShowsAlso_When_NothingIsToBeCommitted()
    {
        Start();
        Harness.Secret("signing", ("identity", "not a key"));
        Harness.Automation(commit: "      signingKey: {type: ssh, secretRef: {name: signing}}\n");
        AssertRetried(await Harness.RunAsync("1.0.0", "app"), "SourceManagerFailed", "failed configuring source manager: ");
        // The next run sees the mended key, and the one after that a key that was broken again.
        Harness.Secret("signing", ("identity", workshop.Ssh("robot", "", "-t", "ed25519")));
        AssertReady(await Harness.RunOnIntervalAsync());
        Harness.Secret("signing", ("identity", workshop.Ssh("robot2", "secret", "-t", "ed25519")));
        AssertRetried(await Harness.RunOnIntervalAsync(), "SourceManagerFailed", "'password'");
    }

    private async Task AssertSignedAsync(string type, string words, params string[] config)
    {
        Start();
        var kind = type.Length == 0 ? "" : $"type: {type}, ";
        Harness.Automation(
            commit: $"      signingKey: {{{kind}secretRef: {{name: signing}}}}\n      messageTemplate: \"Grüße\\n\\nzweite Zeile\"\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var environment = new Dictionary<string, string> { ["GNUPGHOME"] = workshop.Keys };
        var (code, output, error) = Programs.Run(Harness.Repository.Path, "git", "", environment, [.. config, "verify-commit", "main"]);
        Assert.True(code == 0, output + error);
        Assert.Contains(words, output + error, StringComparison.Ordinal);
        Assert.Equal("1.1.0", Harness.Tag());
        Assert.Equal("", Harness.Repository.Fsck());
    }
}
