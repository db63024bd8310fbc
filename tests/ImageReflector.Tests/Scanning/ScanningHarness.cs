using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>A folder of resources, a registry stand-in, a tag store and the two reconcilers, with a clock that the test moves.</summary>
internal sealed class ScanningHarness : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RegistryClient client;
    private (IResourceSource? Reads, RepositoryWork Work)? scanner;

    private ScanningHarness(StandInRegistry registry)
    {
        Registry = registry;
        Directory.CreateDirectory(folder.Combine("resources"));
        Source = FolderSource.Open(new FolderOptions
        {
            Resources = folder.Combine("resources"),
            State = folder.Combine("state"),
        }, Time, NullLogger.Instance).Value;
        Tags = SqliteTagStore.Open(folder.Combine("state", "tags.db"), Time, _ => { }).Value;
        client = new RegistryClient(new RegistryClientOptions
        {
            Attempts = 1,
            RequestsPerSecond = 10_000,
            RequestBurst = 10_000,
        }, TimeProvider.System);
    }

    public FakeTime Time { get; } = new();

    public StandInRegistry Registry { get; }

    public FolderSource Source { get; }

    public SqliteTagStore Tags { get; }

    public ReflectorOptions Options { get; set; } = new();

    /// <summary>Where Secrets, Namespaces and referred objects are read from; the folder unless a test puts something before it.</summary>
    public IResourceSource? Reads { get; set; }

    public ILogger<RepositoryWork>? Logger { get; set; }

    /// <summary>What the last run of the repository's work came to.</summary>
    public WorkOutcome<ImageRepository>? LastScan { get; private set; }

    public string Image => Registry.Host + "/app";

    private HintBook? hints;

    public static async Task<ScanningHarness> StartAsync() => new(await StandInRegistry.StartAsync());

    public void Declare(string name, string yaml)
    {
        folder.Write($"resources/{name}.yaml", yaml);
        Source.Refresh();
    }

    public void Remove(string name)
    {
        File.Delete(folder.Combine("resources", name + ".yaml"));
        Source.Refresh();
    }

    public void Repository(string more = "", string? image = null, string ns = "team") =>
        Declare(
            "repository",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: app, namespace: {ns}}}\nspec:\n  "
                + $"image: {image ?? Image}\n  interval: 1m\n{more}");

    public void Policy(string more = "", string order = "semver: {range: '>=1.0.0'}", string reference = "{name: app}") =>
        Declare(
            "policy",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: app, namespace: team}}\nspec:\n  "
                + $"imageRepositoryRef: {reference}\n  policy: {{{order}}}\n{more}");

    public void Publish(params string[] tags) => Registry.Tags["app"] = tags;

    /// <summary>Puts a folder where the tag store's file was, so that nothing can be read or written any more.</summary>
    public void SpoilTags()
    {
        foreach (var file in (string[])["tags.db", "tags.db-wal", "tags.db-shm"]) File.Delete(folder.Combine("state", file));
        Directory.CreateDirectory(folder.Combine("state", "tags.db"));
    }

    /// <summary>Puts a manifest behind a tag; returns its digest.</summary>
    public string PublishManifest(string tag, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        Registry.Manifests[$"app:{tag}"] = bytes;
        return "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    /// <summary>One run of the repository's reconciler.</summary>
    public async Task<(ImageRepository Object, ReconcileOutcome Outcome)> ScanAsync(string ns = "team", string name = "app")
    {
        if (scanner is null || scanner.Value.Reads != Reads)
            scanner = (Reads, new RepositoryWork(new RegistryTargets(Reads ?? Source), client, Tags, Hints, Options, Time, Logger));
        var work = new Recording(this, scanner.Value.Work);
        return await RunAsync<ImageRepository>(new ObjectKey(ns, name), work);
    }

    /// <summary>One run of the policy's reconciler.</summary>
    public async Task<(ImagePolicy Object, ReconcileOutcome Outcome)> ElectAsync(string name = "app")
    {
        return await RunAsync<ImagePolicy>(new ObjectKey("team", name), PolicyWork());
    }

    /// <summary>The policy's work by itself.</summary>
    public PolicyWork PolicyWork() => new(Reads ?? Source, new RegistryTargets(Reads ?? Source), client, Tags, Hints, Options, Time);

    /// <summary>What webhooks have brought.</summary>
    public HintBook Hints => hints ??= new HintBook(Time);

    public async Task<T?> FindAsync<T>(string name = "app", string ns = "team")
        where T : class, IResource<T> => (await Source.GetAsync<T>(new ObjectKey(ns, name), CancellationToken.None)).Value;

    public async Task RequestAsync<T>(string token)
        where T : class, IReconciledResource<T>
    {
        var current = (await FindAsync<T>())!;
        await Source.PatchMetadataAsync(current, current.WithMetadata(current.Metadata with
        {
            Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = token },
        }), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        Tags.Dispose();
        await Source.DisposeAsync();
        await Registry.DisposeAsync();
        folder.Dispose();
    }

    private async Task<(T Object, ReconcileOutcome Outcome)> RunAsync<T>(ObjectKey key, IObjectWork<T> work)
        where T : class, IReconciledResource<T>
    {
        var cache = new ResourceCache<T>(Source);
        using var stop = new CancellationTokenSource();
        var following = cache.RunAsync(stop.Token);
        await cache.Synced;
        var reconciler = new ObjectReconciler<T>(cache, work, new ControllerContext(Source) { Time = Time });
        var outcome = await reconciler.ReconcileAsync(key, CancellationToken.None);
        while (outcome == ReconcileOutcome.Again) outcome = await reconciler.ReconcileAsync(key, CancellationToken.None);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ((await Source.GetAsync<T>(key, CancellationToken.None)).Value!, outcome);
    }

    private sealed class Recording(ScanningHarness harness, RepositoryWork work) : IObjectWork<ImageRepository>
    {
        public bool HandlesRequestsWhileSuspended => work.HandlesRequestsWhileSuspended;

        public async Task<WorkOutcome<ImageRepository>> RunAsync(ImageRepository resource, CancellationToken cancellationToken) =>
            harness.LastScan = await work.RunAsync(resource, cancellationToken);

        public Task CleanUpAsync(ImageRepository resource, CancellationToken cancellationToken) =>
            work.CleanUpAsync(resource, cancellationToken);
    }
}
