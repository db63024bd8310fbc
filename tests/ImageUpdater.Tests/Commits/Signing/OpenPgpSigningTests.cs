using ImageAutomation.Common.Resources.Core;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Signing;

public sealed class OpenPgpSigningTests : IDisposable
{
    private readonly SigningWorkshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("p w ü")]
    public async Task SignsCommitsThatGitAccepts(string passphrase)
    {
        var key = workshop.OpenPgp("Robot <robot@example.com>", passphrase);
        var opened = await workshop.OpenAsync("gpg", ("git.asc", key), ("passphrase", passphrase));

        await using (var signer = opened.Value)
        {
            foreach (var message in new[] { "Update images\n", "Mise à jour\n\nzwei", "" })
            {
                var (code, output) = await workshop.SignAndVerifyAsync(signer, message);
                Assert.True(code == 0 && output.Contains("Good signature", StringComparison.Ordinal), output);
            }
        }

        await workshop.LeavesNothingAsync();
    }

    [Fact]
    public async Task SignsWithASubkey_WhenThePrimaryKeyOnlyCertifies()
    {
        workshop.Gpg(
            "", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", "Robot <robot@example.com>", "ed25519", "cert",
            "never");
        var fingerprint = workshop.Gpg("", "--with-colons", "--list-keys").Split('\n')
            .First(l => l.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        workshop.Gpg("", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-add-key", fingerprint, "ed25519", "sign", "never");
        var key = workshop.Gpg("", "--armor", "--pinentry-mode", "loopback", "--passphrase", "", "--export-secret-keys");

        await using var signer = (await workshop.OpenAsync("gpg", ("git.asc", key))).Value;

        var (code, output) = await workshop.SignAndVerifyAsync(signer, "message");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task IgnoresAPassphrase_WhenTheKeyNeedsNone()
    {
        var key = workshop.OpenPgp("Robot <robot@example.com>");
        await using var signer = (await workshop.OpenAsync("gpg", ("git.asc", key), ("passphrase", "of no use\n"))).Value;

        var (code, output) = await workshop.SignAndVerifyAsync(signer, "message");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task SignsSeveralCommitsAtOnce()
    {
        var key = workshop.OpenPgp("Robot <robot@example.com>");
        await using var signer = (await workshop.OpenAsync("gpg", ("git.asc", key))).Value;

        var signatures =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => signer.SignAsync(new byte[] { (byte)i }, CancellationToken.None)));

        Assert.All(signatures, s => Assert.True(s.IsSuccess));
    }

    [Fact]
    public async Task StopsAndLeavesNothing_WhenCancelled()
    {
        var key = workshop.OpenPgp("Robot <robot@example.com>", "secret words");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var secret = new Secret
        {
            Metadata = new ObjectMeta { Name = "signing", Namespace = "team" },
            StringData = new Dictionary<string, string> { ["git.asc"] = key, ["passphrase"] = "secret words" },
        };

        var open =
            new ImageUpdater.Commits.Signing.CommitSigners(workshop.Options, TimeProvider.System).OpenAsync("gpg", secret, cancelled.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        await workshop.LeavesNothingAsync();
    }

    [Fact]
    public async Task FailsVerification_WhenTheCommitIsAnother()
    {
        var key = workshop.OpenPgp("Robot <robot@example.com>");
        await using var signer = (await workshop.OpenAsync(null, ("git.asc", key))).Value;
        var fake = new OtherPayload(signer);

        var (code, _) = await workshop.SignAndVerifyAsync(fake, "message");

        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task AsksForTheKey_WhenTheSecretHasNone() => await FailsAsync(
        "signing key secret 'signing' does not contain a 'git.asc' key", ("other", "x"));

    [Fact]
    public async Task RefusesSeveralEntities()
    {
        workshop.OpenPgp("One <one@example.com>");
        workshop.OpenPgp("Two <two@example.com>");
        var both = workshop.Gpg("", "--armor", "--pinentry-mode", "loopback", "--passphrase", "", "--export-secret-keys");

        await FailsAsync("multiple entities read from secret 'signing', could not determine which signing key to use", ("git.asc", both));
    }

    [Fact]
    public async Task AsksForThePassphrase_WhenTheKeyIsProtected() => await FailsAsync(
        "can not use passphrase protected signing key without 'passphrase' field present in secret signing",
        ("git.asc", workshop.OpenPgp("Robot <robot@example.com>", "secret words")));

    [Fact]
    public async Task SaysThatThePassphraseIsWrong() => await FailsAsync(
        "could not decrypt signing key of secret 'signing': the 'passphrase' does not fit",
        ("git.asc", workshop.OpenPgp("Robot <robot@example.com>", "secret words")), ("passphrase", "other words"));

    [Fact]
    public async Task RefusesAPublicKey()
    {
        workshop.OpenPgp("Robot <robot@example.com>");

        await FailsAsync("signing key in secret 'signing' is not a private key", ("git.asc", workshop.Gpg("", "--armor", "--export")));
    }

    [Fact]
    public async Task RefusesWhatIsNoKey() =>
    await FailsAsync("could not read signing key from secret 'signing': ", ("git.asc", "nonsense"));

    [Fact]
    public async Task SaysThatTheProgramIsMissing()
    {
        using var other = new SigningWorkshop();
        var options = other.Options with { Gpg = "/nonexistent/gpg", GpgConf = "/nonexistent/gpgconf" };
        using var bare = new SigningWorkshop { Options = options with { Folder = other.Work } };

        var opened = await bare.OpenAsync("gpg", ("git.asc", "x"));

        Assert.Contains("cannot run /nonexistent/gpg", opened.Failure!.Message, StringComparison.Ordinal);
        await other.LeavesNothingAsync();
    }

    [Fact]
    public async Task RefusesUnknownTypes() =>
    Assert.Contains("'x509' not supported", (await workshop.OpenAsync("x509")).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task KeepsThePassphraseOutOfArgumentsAndEnvironment()
    {
        var log = Path.Combine(workshop.Folder, "log");
        var spy = Path.Combine(workshop.Folder, "gpg-spy");
        File.WriteAllText(spy, $"#!/bin/sh\nenv >>{log}\necho \"$@\" >>{log}\nexec gpg \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(spy, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var spied = new SigningWorkshop { Options = workshop.Options with { Gpg = spy } };
        var key = spied.OpenPgp("Robot <robot@example.com>", "open-sesame");

        await using (var signer = (await spied.OpenAsync("gpg", ("git.asc", key), ("passphrase", "open-sesame"))).Value)
            Assert.Equal(0, (await spied.SignAndVerifyAsync(signer, "message")).Code);

        var seen = File.ReadAllText(log);
        Assert.Contains("--detach-sign", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("open-sesame", seen, StringComparison.Ordinal);
    }

    private async Task FailsAsync(string message, params (string Key, string Value)[] data)
    {
        var opened = await workshop.OpenAsync("gpg", data);

        Assert.False(opened.IsSuccess);
        Assert.Equal(Reasons.SourceManagerFailed, opened.Failure.Reason);
        Assert.StartsWith(message, opened.Failure.Message, StringComparison.Ordinal);
        await workshop.LeavesNothingAsync();
    }

    /// <summary>Signs something else than what it is given.</summary>
    private sealed class OtherPayload(ImageUpdater.Commits.Signing.ICommitSigner signer) : ImageUpdater.Commits.Signing.ICommitSigner
    {
        public Task<Languages.Results.Result<string>> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
            signer.SignAsync(payload[1..], cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
