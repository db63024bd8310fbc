using System.Net;
using System.Net.Sockets;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>A tenant whose registries and Git servers hang, beside one whose do not: the second must not notice.</summary>
public sealed class NeighbourTests
{
    private const int Stuck = 50;

    [ProgramTheory("docker-registry", "git")]
    [InlineData("loud")]
    [InlineData("calm")] // the hanging objects are the neighbour's own: one dead site beside good ones
    public async Task FiftyHangingObjects_DoNotKeepANewTagFromItsCommit(string ns)
    {
        using var folder = new TemporaryFolder();
        using var silent = new SilentServer();
        await using var registry = await DockerRegistry.StartAsync();
        var pusher = new ImagePusher(registry.Client);
        await pusher.PushAsync("calm/app", ["1.0.0"]);
        var remote = BareRepository.Create(folder.Combine("fleet.git"));
        remote.Commit("app.yaml", $"image: {registry.Host}/calm/app:1.0.0 # {{\"$imagepolicy\": \"calm:app\"}}\n");
        folder.Write("resources/calm.yaml", $$$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: app, namespace: calm}
            spec: {image: "{{{registry.Host}}}/calm/app", interval: 1s, timeout: 5s}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: app, namespace: calm}
            spec: { imageRepositoryRef: { name: app }, policy: { semver: { range: ">=1.0.0" } } }
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: calm}
            spec: {url: "file://{{{remote.Path}}}", interval: 1m, ref: {branch: main}}
            ---
            {{{Automation("calm", "app", "fleet")}}}
            """);
        folder.Write("resources/stuck.yaml", string.Join("---\n", Enumerable.Range(0, Stuck).Select(i => $$$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: stuck-{{{i}}}, namespace: {{{ns}}}}
            spec: {image: "127.0.0.{{{2 + (i % 10)}}}:{{{silent.Port}}}/x/y{{{i}}}", interval: 9m, insecure: true}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: stuck-{{{i}}}, namespace: {{{ns}}}}
            spec: {url: "http://127.0.0.{{{2 + (i % 10)}}}:{{{silent.Port}}}/x{{{i}}}.git", interval: 1m, timeout: 100000m}
            ---
            {{{Automation(ns, $"stuck-{i}", $"stuck-{i}")}}}

            """)));
        // An automation runs only with something elected.
        using var run = Imgauto.Start("run", folder.Combine("resources"), "--state", folder.Combine("state"));
        foreach (var version in (string[])["1.1.0", "1.2.0", "1.3.0"])
        {
            await pusher.PushAsync("calm/app", [version]);
            await Eventually.HoldsAsync(
                () => remote.Read("app.yaml")!.Contains(":" + version, StringComparison.Ordinal), () => $"no commit of {version}");
        }

        Assert.True(silent.Accepted > 1, "nothing hung");
        await run.KillAsync(withChildren: true);
    }

    private static string Automation(string ns, string name, string source) => $$$"""
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageUpdateAutomation
        metadata: {name: {{{name}}}, namespace: {{{ns}}}}
        spec:
          interval: 1m
          sourceRef: {kind: GitRepository, name: {{{source}}}}
          git:
            checkout: {ref: {branch: main}}
            commit: {author: {name: bot, email: bot@example.org}}

        """;

    /// <summary>Accepts connections on all loopback addresses and never says a word.</summary>
    private sealed class SilentServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Any, 0);
        private readonly List<Socket> held = [];
        private int accepted;

        public SilentServer()
        {
            listener.Start(1024);
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _ = AcceptAsync();
        }

        public int Port { get; }

        public int Accepted => Volatile.Read(ref accepted);

        public void Dispose()
        {
            listener.Stop();
            lock (held)
                foreach (var socket in held) socket.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync();
                    Interlocked.Increment(ref accepted);
                    lock (held) held.Add(socket);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
