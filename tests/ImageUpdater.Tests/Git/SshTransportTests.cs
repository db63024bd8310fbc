using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class SshTransportTests
{
    [ProgramTheory("git", "sshd", "ssh")]
    [InlineData("ed25519", false)]
    [InlineData("ed25519", true)]
    [InlineData("rsa", false)]
    public async Task FetchesAndPushes_When_KeyAndHostAreRight(string hostKey, bool locked)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await SshServer.StartAsync(hostKey);
        var secret = locked
            ? Secret(("identity", server.LockedKey), ("known_hosts", server.KnownHosts), ("password", SshServer.Passphrase))
            : Secret(("identity", server.PrivateKey.TrimEnd()), ("known_hosts", server.KnownHosts.TrimEnd()));
        var mirror = house.Store.Open(Ok(Remote(server.Url(house.Remote.Path), secret)));

        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        Assert.Null(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).Failure);

        Assert.Equal("2", house.Remote.Read("a.yaml"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(house.Secrets));
        Assert.DoesNotContain(Environment.UserName + "@", mirror.Origin.Url.Text, StringComparison.Ordinal);
    }

    [ProgramFact("git", "sshd", "ssh")]
    public async Task SaysWhatToCorrect_When_KeyHostOrRepositoryIsWrong()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await SshServer.StartAsync();
        var url = server.Url(house.Remote.Path);
        (string Url, string Key, string Hosts, string? Passphrase, GitFailureKind Kind, string Words)[] cases =
        [
            (url, server.PrivateKey, server.WrongKnownHosts, null, GitFailureKind.HostKey, "known_hosts"),
            (url, server.PrivateKey, "elsewhere " + server.KnownHosts.Split(' ', 2)[1], null, GitFailureKind.HostKey, "known_hosts"),
            (url, server.StrangerKey, server.KnownHosts, null, GitFailureKind.Authentication, "refused the credentials"),
            (url, server.LockedKey, server.KnownHosts, "wrong", GitFailureKind.Authentication, "is not the passphrase"),
            (server.Url("/nonexistent/x.git"), server.PrivateKey, server.KnownHosts, null, GitFailureKind.RepositoryNotFound,
                "no repository at"),
        ];
        foreach (var item in cases)
        {
            var secret = item.Passphrase is null
                ? Secret(("identity", item.Key), ("known_hosts", item.Hosts))
                : Secret(("identity", item.Key), ("known_hosts", item.Hosts), ("password", item.Passphrase));
            var failure = (await house.Store.Open(Ok(Remote(item.Url, secret))).Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!;
            Assert.True(item.Kind == failure.GitKind(), $"{item.Kind} expected: {failure}");
            Assert.Contains(item.Words, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("***", failure.Message, StringComparison.Ordinal);
        }
    }
}
