using System.Net;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>Where a GitRepository may lead us.</summary>
public sealed class RemoteAddressTests
{
    [ProgramTheory("git")]
    [InlineData("http://169.254.169.254/x")]
    [InlineData("http://169.254.43518/x")]
    [InlineData("http://2852039166/x")]
    [InlineData("http://0xa9fea9fe/x")]
    [InlineData("http://0251.0376.0251.0376/x")]
    [InlineData("http://[::ffff:169.254.169.254]/x")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/x")]
    [InlineData("http://[fe80::1]/x")]
    [InlineData("https://168.63.129.16/x")]
    [InlineData("ssh://git@169.254.169.254/x")]
    [InlineData("http://metadata.example/x")]
    [InlineData("ssh://git@metadata.example/x")]
    public async Task NothingGoesToLinkLocalAndMetadataAddresses_HoweverTheyAreWritten(string url)
    {
        await using var house = new GitHouse();
        var secret = url.StartsWith("ssh", StringComparison.Ordinal)
            ? Secret(("identity", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), ("known_hosts", "h")) : null;
        var (failure, started) = await CallAsync(house, Ok(Remote(url, secret)), new AddressGate
        {
            Resolve = Lead("metadata.example", "169.254.169.254"),
        });
        Assert.Equal(Reasons.SourceManagerFailed, failure.Reason);
        Assert.Contains("link-local, metadata and reserved addresses", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, started);
    }

    [ProgramFact("git")]
    public async Task NorToAProxyThere()
    {
        await using var house = new GitHouse();
        var remote = Ok(GitRemote.From(Repository("http://git.example/x"), null, Secret(("address", "http://169.254.169.254:80"))));
        var (failure, started) = await CallAsync(house, remote, new AddressGate());
        Assert.Contains("the proxy of 'http://git.example/x' is refused", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, started);
    }

    [ProgramTheory("git")]
    [InlineData("http://10.1.2.3/x")]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("http://inside.example/x")]
    public async Task PrivateAddressesAreRefused_When_TheFlagSaysSo(string url)
    {
        await using var house = new GitHouse();
        var (failure, started) = await CallAsync(house, Ok(Remote(url, null)), new AddressGate
        {
            AllowsPrivate = false,
            Resolve = Lead("inside.example", "10.0.0.7"),
        });
        Assert.Contains("--allow-private-git=false", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, started);
    }

    [ProgramFact("git")]
    public async Task ASecondAnswerOfTheNameServerChangesNothing()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var asked = 0;
        // Nobody but us can resolve this name; so git must have used the address that was judged.
        var gate = new AddressGate
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "127.0.0.1" : "169.254.169.254")]),
        };
        var runner = new GitRunner(new GitRunnerOptions { SecretsRoot = house.Secrets, Addresses = gate }, TimeProvider.System);
        using var store = Store(house, runner);
        var mirror =
            store.Open(Ok(Remote(server.Url("remote.git").Replace("localhost", "rebind.example", StringComparison.Ordinal), null)));
        Assert.True((await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).IsSuccess);
        Assert.False((await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).IsSuccess);
        Assert.Equal(2, asked);
    }

    [ProgramFact("git")]
    public async Task ALoginDoesNotGoOverPlainHttp_When_TheFlagSaysSo()
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var runner = new GitRunner(new GitRunnerOptions { SecretsRoot = house.Secrets, AllowPlainLogins = false }, TimeProvider.System);
        using var store = Store(house, runner);
        var failure = (await store.Open(
            Ok(Remote(server.Url("remote.git"), Secret(("username", "u"), ("password", "hush"))))).Remote.ListAsync(
                RemoteRefKinds.Heads, default)).Failure!;
        Assert.Contains("--insecure-allow-http", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.True(
            (await store.Open(Ok(Remote(server.Url("remote.git"), null))).Remote.ListAsync(RemoteRefKinds.Heads, default)).IsSuccess);
    }

    private static Func<string, CancellationToken, Task<IPAddress[]>> Lead(string name, string address) =>
        (host, token) => host == name ? Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) : Dns.GetHostAddressesAsync(host, token);

    private static async Task<(Languages.Results.Failure Failure, int Started)> CallAsync(
        GitHouse house, GitRemote remote, AddressGate gate)
    {
        var runner = new GitRunner(new GitRunnerOptions { SecretsRoot = house.Secrets, Addresses = gate }, TimeProvider.System);
        using var store = Store(house, runner);
        var listed = await store.Open(remote).Remote.ListAsync(RemoteRefKinds.Heads, default);
        var fetched = await store.Open(remote).Remote.FetchAsync(["refs/heads/main"], default);
        Assert.Equal(listed.Failure?.Message, fetched.Failure?.Message);
        return (listed.Failure!, runner.Starts); // every call here fails
    }

    private static MirrorStore Store(GitHouse house, GitRunner runner) =>
        new(runner, new MirrorStoreOptions { Root = house.Folder.Combine("other") }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
}
