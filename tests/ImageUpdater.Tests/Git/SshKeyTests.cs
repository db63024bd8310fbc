using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>Keys as people put them into Secrets.</summary>
public sealed class SshKeyTests
{
    [ProgramTheory("sshd", "ssh-keygen", "git")]
    [InlineData("crlf")]
    [InlineData("blank lines before and after")]
    [InlineData("blanks at line ends")]
    [InlineData("no line end")]
    [InlineData("byte order mark")]
    public async Task TakesTheKey(string form)
    {
        await using var server = await SshServer.StartAsync();
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var key = form switch
        {
            "crlf" => server.PrivateKey.ReplaceLineEndings("\r\n"),
            "blank lines before and after" => "\n\n" + server.PrivateKey + "\n\n",
            "blanks at line ends" => server.PrivateKey.Replace("\n", "  \n", StringComparison.Ordinal),
            "no line end" => server.PrivateKey.TrimEnd(),
            _ => "\uFEFF" + server.PrivateKey,
        };
        var remote = Ok(Remote(server.Url(house.Remote.Path), Secret(("identity", key), ("known_hosts", server.KnownHosts))));
        Assert.True(Ok(await house.Store.Open(remote).Remote.ListAsync(RemoteRefKinds.Heads, default)).Refs.ContainsKey("refs/heads/main"));
    }

    [ProgramFact("sshd", "ssh-keygen", "git")]
    public async Task FindsTheHostKeyByName_ThoughItConnectsToTheAddress()
    {
        await using var server = await SshServer.StartAsync();
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var url = server.Url(house.Remote.Path).Replace("127.0.0.1", "LocalHost", StringComparison.Ordinal);
        var known = server.KnownHosts.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var listed = await house.Store.Open(
            Ok(Remote(url, Secret(("identity", server.PrivateKey), ("known_hosts", known))))).Remote.ListAsync(
                RemoteRefKinds.Heads, default);
        Assert.True(listed.IsSuccess, listed.Failure?.Message);
    }

    [ProgramFact("sshd", "ssh-keygen", "git")]
    public async Task SaysThatThePassphraseDoesNotFit()
    {
        await using var server = await SshServer.StartAsync();
        await using var house = new GitHouse();
        var remote = Ok(
            Remote(server.Url(house.Remote.Path),
                Secret(("identity", server.LockedKey), ("known_hosts", server.KnownHosts), ("password", "no"))));
        var failure = (await house.Store.Open(remote).Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!;
        Assert.Equal(GitFailureKind.Authentication, failure.GitKind());
        Assert.Equal("ls-remote failed: 'password' of Secret 'team/auth' is not the passphrase of its 'identity'", failure.Message);
    }

    [ProgramFact("ssh-keygen")]
    public void SaysWhatIsWrongWithIt_BeforeAnybodyIsAsked()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, passphrase) in ((string, string)[])[("open", ""), ("locked", "hush-hush")])
            TestProcess.Run("ssh-keygen", folder.Path, null, ["-q", "-t", "ed25519", "-N", passphrase, "-f", folder.Combine(name)]);
        var open = File.ReadAllText(folder.Combine("open"));
        Assert.Null(Problem(open));
        Assert.Null(Problem(File.ReadAllText(folder.Combine("locked")), hasPassphrase: true));
        Assert.Equal("is encrypted; add its passphrase as 'password'", Problem(File.ReadAllText(folder.Combine("locked"))));
        Assert.StartsWith("is a public key", Problem(File.ReadAllText(folder.Combine("open.pub"))), StringComparison.Ordinal);
        Assert.StartsWith("is base64 of a key", Problem(Convert.ToBase64String(Encoding.UTF8.GetBytes(open))), StringComparison.Ordinal);
        Assert.StartsWith("stands on one line", Problem(open.Replace('\n', ' ')), StringComparison.Ordinal);
        Assert.StartsWith("is cut off", Problem(open[..60]), StringComparison.Ordinal);
        Assert.StartsWith("is not a private key", Problem("hush"), StringComparison.Ordinal);
        Assert.StartsWith(
            "is not a private key", Problem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), StringComparison.Ordinal);
    }

    private static string? Problem(string key, bool hasPassphrase = false) =>
        SshKey.Problem(SshKey.Normalize(Encoding.UTF8.GetBytes(key)), hasPassphrase);
}
