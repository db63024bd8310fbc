using System.Net;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ext::sh -c id")]
    [InlineData("ext::sh")]
    [InlineData("--upload-pack=touch")]
    [InlineData("-u")]
    [InlineData("git@host:path")]
    [InlineData("git://host/x")]
    [InlineData("ftp://host/x")]
    [InlineData("http::https://host/x")]
    [InlineData("https://")]
    [InlineData("https:///path")]
    [InlineData("https://user@/path")]
    [InlineData("ssh://-oProxyCommand=id/x")]
    [InlineData("ssh://git@-oProxyCommand=id/x")]
    [InlineData("ssh://host/-oProxyCommand")]
    [InlineData("ssh://host:port/x")]
    [InlineData("https://host/a b")]
    [InlineData("https://host/a\nb")]
    [InlineData("https://host/a\\b")]
    [InlineData("https://ho%00st/a")]
    [InlineData("https://us%0aer@host/a")]
    [InlineData("file:///etc")]
    [InlineData("/etc")]
    [InlineData("./x")]
    public void RefusesTheUrl(string url)
    {
        var failure = GitUrl.Parse(url).Failure!;
        Assert.Equal((GitFailureKind.InvalidInput, Reasons.SourceManagerFailed), (failure.GitKind(), failure.Reason));
        Assert.StartsWith("failed to parse URL '", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://user:hush@host/x y")]
    [InlineData("gopher://user:hush@host/x")]
    [InlineData("https://user:hush/hush@host/x")]
    [InlineData("user:hush@host:x")]
    [InlineData("https://us%0aer:hush@host/a")]
    public void HidesUserInfo_When_TheUrlIsRefused(string url) =>
        Assert.DoesNotContain("hush", GitUrl.Parse(url).Failure!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://me:p%40ss@host:8443/a/b.git", "https://host:8443/a/b.git", "https://host:8443", "me", "p@ss")]
    [InlineData("ssh://git@host/~a/b.git", "ssh://host/~a/b.git", "ssh://host", "git", null)]
    [InlineData("http://[::1]:80/x", "http://[::1]:80/x", "http://[::1]:80", null, null)]
    [InlineData("https://a@b@host/x", "https://host/x", "https://host", "a@b", null)]
    public void TakesUserInfoOut(string url, string text, string origin, string? user, string? password)
    {
        var parsed = Ok(GitUrl.Parse(url));
        Assert.Equal((text, origin, user, password), (parsed.Text, parsed.Origin, parsed.User, parsed.Password));
    }

    [Theory]
    [InlineData("-d")]
    [InlineData("--force")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a:b")]
    [InlineData("+a")]
    [InlineData("a*")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007f")]
    [InlineData("a^")]
    [InlineData("a~1")]
    [InlineData("a?")]
    [InlineData("a[")]
    [InlineData("a\\b")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a.lock/b")]
    [InlineData("a.")]
    [InlineData("a@{b")]
    [InlineData("")]
    [InlineData("feature/a-b.c_d")]
    [InlineData("\u00fcml\u00e4ut")]
    [InlineData("{a}")]
    public void JudgesTheBranchNameAsGitDoes(string name)
    {
        var git = TestProcess.Try("git", null, null, ["check-ref-format", "--branch", name.Replace('\0', '\x01')]).Code == 0;
        Assert.Equal(git, GitRefName.Branch(name).IsSuccess);
    }

    [ProgramTheory("git")]
    [InlineData("--upload-pack=touch x")]
    [InlineData("refs/heads/a:refs/heads/b")]
    [InlineData("refs/heads/*")]
    [InlineData("+refs/heads/main")]
    [InlineData("HEAD")]
    public async Task RefusesTheSourceOfAFetch(string source)
    {
        await using var house = new GitHouse();
        Assert.Equal(GitFailureKind.InvalidInput, (await house.Mirror.Remote.FetchAsync([source], default)).Failure!.GitKind());
        Assert.Equal(GitFailureKind.InvalidInput, (await house.Mirror.Remote.DeepenAsync([source], 1, default)).Failure?.GitKind()
            ?? GitFailureKind.InvalidInput);
    }

    [ProgramTheory("git")]
    [InlineData("refs/heads/a b", "k", "v")]
    [InlineData("--receive-pack=x", "k", "v")]
    [InlineData("refs/heads/a", "k\n", "v")]
    [InlineData("refs/heads/a", "", "v")]
    public async Task RefusesThePush(string target, string key, string value)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var head = await FetchHeadAsync(house.Mirror);
        var request = new PushRequest { Refs = [new PushRef(target, head, PushLease.None)], Options = [new(key, value)] };
        Assert.Equal(GitFailureKind.InvalidInput, (await house.Mirror.Remote.PushAsync(request, default)).Failure!.GitKind());
    }

    [ProgramTheory("git")]
    [InlineData(".git/config")]
    [InlineData("a/.GIT/hooks/x")]
    [InlineData("../x")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("")]
    public async Task RefusesToWriteThePath(string path)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a/b", "1");
        var head = await FetchHeadAsync(house.Mirror);
        Assert.Equal(
            GitFailureKind.InvalidInput, (await house.Mirror.Objects.CommitAsync(Change(head, path, "2"), default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task RunsNothingLocal_When_LocalRemotesAreNotAllowed()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var runner = new GitRunner(new GitRunnerOptions { SecretsRoot = house.Secrets }, TimeProvider.System);
        using var store = new MirrorStore(runner, new MirrorStoreOptions
        {
            Root = house.Folder.Combine("other"),
        }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<MirrorStore>.Instance);
        var failed = await store.Open(house.LocalRemote()).Remote.FetchAsync(["refs/heads/main"], default);
        Assert.Contains("not allowed here", failed.Failure!.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task TakesNothingFromTheParentEnvironment()
    {
        await using var house = new GitHouse();
        var script = TestTool.Script(house.Folder.Combine("fakegit"), "env\necho ARGS \"$@\"");
        var addresses = new AddressGate { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) };
        var runner = new GitRunner(new GitRunnerOptions
        {
            Program = script,
            SecretsRoot = house.Secrets,
            Addresses = addresses,
        }, TimeProvider.System);
        var remote = Ok(Remote("https://u:hush@host/x", null));
        using var session = Ok(await RemoteSession.OpenAsync(remote, runner.Options, TimeProvider.System, default));
        var output = Ok(await runner.RunAsync(session.Call(null, false, "ls-remote", "--end-of-options", remote.Url.Text), default)).Text;

        var names = output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=')[0])
            .ToHashSet();
        names.RemoveWhere(name => name.StartsWith("GIT_", StringComparison.Ordinal));
        names.ExceptWith(["PATH", "HOME", "XDG_CONFIG_HOME", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_"]);
        Assert.Empty(names);
        Assert.Contains("ARGS ls-remote --end-of-options https://host/x\n", output, StringComparison.Ordinal);
        Assert.Contains("GIT_ALLOW_PROTOCOL=https\n", output, StringComparison.Ordinal);
    }
}
