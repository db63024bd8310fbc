using ImageAutomation.Common.Resources.Core;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Signing;

public sealed class SshSigningTests : IDisposable
{
    private readonly SigningWorkshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData("", "-t", "ed25519")]
    [InlineData("p w ü $x", "-t", "ed25519")]
    [InlineData("", "-t", "ecdsa", "-b", "256")]
    [InlineData("", "-t", "ecdsa", "-b", "384")]
    [InlineData("", "-t", "ecdsa", "-b", "521")]
    [InlineData("", "-t", "rsa", "-b", "2048")]
    [InlineData("", "-t", "rsa", "-b", "2048", "-m", "PEM")]
    [InlineData("secret", "-t", "rsa", "-b", "2048", "-m", "PEM")]
    [InlineData("secret", "-t", "ecdsa", "-b", "256", "-m", "PKCS8")]
    public async Task SignsCommitsThatGitAccepts(string passphrase, params string[] arguments)
    {
        var key = workshop.Ssh("robot", passphrase, arguments);
        var signers = Path.Combine(workshop.Keys, "allowed");
        File.WriteAllText(signers, "robot@example.com " + File.ReadAllText(Path.Combine(workshop.Keys, "robot.pub")));
        (string, string)[] data = passphrase.Length > 0 ? [("identity", key), ("password", passphrase)] : [("identity", key)];

        await using (var signer = (await workshop.OpenAsync("ssh", data)).Value)
        {
            foreach (var message in new[] { "Update images\n", "Mise à jour" })
            {
                var (code, output) =
                    await workshop.SignAndVerifyAsync(signer, message, "gpg.format=ssh", $"gpg.ssh.allowedSignersFile={signers}");
                Assert.True(code == 0 && output.Contains("Good \"git\" signature for robot@example.com", StringComparison.Ordinal), output);
            }
        }

        await workshop.LeavesNothingAsync();
    }

    [Fact]
    public async Task AcceptsKeysWithOtherLineEnds()
    {
        var key = workshop.Ssh("robot", "", "-t", "ed25519").TrimEnd().Replace("\n", "\r\n", StringComparison.Ordinal);

        var opened = await workshop.OpenAsync("ssh", ("identity", key));

        await using var signer = opened.Value;
        Assert.True((await signer.SignAsync(new byte[] { 1 }, CancellationToken.None)).IsSuccess);
    }

    [Fact]
    public async Task IgnoresAPassword_WhenTheKeyNeedsNone()
    {
        var opened = await workshop.OpenAsync("ssh", ("identity", workshop.Ssh("robot", "", "-t", "ed25519")), ("password", "x"));

        await opened.Value.DisposeAsync();
    }

    [Fact]
    public async Task RefusesShortRsaKeys() => await FailsAsync(
        "could not use signing key of secret 'signing': RSA keys need at least 2048 bits, this one has 1024",
        ("identity", workshop.Ssh("robot", "", "-t", "rsa", "-b", "1024")));

    [Fact]
    public async Task AsksForTheKey_WhenTheSecretHasNone() =>
        await FailsAsync("signing key secret 'signing' does not contain a 'identity' key", ("git.asc", "x"));

    [Theory]
    [InlineData("-t", "ed25519")]
    [InlineData("-t", "rsa", "-m", "PEM")]
    [InlineData("-t", "ecdsa", "-m", "PKCS8")]
    public async Task AsksForThePassphrase_WhenTheKeyIsProtected(params string[] arguments) => await FailsAsync(
        "can not use passphrase protected signing key without 'password' field present in secret signing",
        ("identity", workshop.Ssh("robot", "secret", arguments)));

    [Fact]
    public async Task SaysThatThePassphraseIsWrong() => await FailsAsync(
        "could not read signing key from secret 'signing': ", ("identity", workshop.Ssh("robot", "secret", "-t", "ed25519")),
        ("password", "other"));

    [Fact]
    public async Task RefusesWhatIsNoKey() =>
    await FailsAsync("could not read signing key from secret 'signing': ", ("identity", "nonsense"));

    private async Task FailsAsync(string message, params (string Key, string Value)[] data)
    {
        var opened = await workshop.OpenAsync("ssh", data);

        Assert.False(opened.IsSuccess);
        Assert.Equal(Reasons.SourceManagerFailed, opened.Failure.Reason);
        Assert.StartsWith(message, opened.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(workshop.Work, opened.Failure.Message, StringComparison.Ordinal);
        await workshop.LeavesNothingAsync();
    }
}
