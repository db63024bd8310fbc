using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Tests;

/// <summary>A folder of resources with its state, and what a run would have written there.</summary>
internal sealed class FolderHouse : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FolderHouse()
    {
        folder.Write("resources/shop.yaml", """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: shop, labels: {team: a}}
            spec: {image: example.com/web, interval: 1m}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: web, namespace: shop, labels: {team: a}}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: build, namespace: shop, labels: {team: b}}
            spec: {imageRepositoryRef: {name: web}, filterTags: {pattern: '^b-(\d+)(-\w)?$', extract: $1}, policy: {numerical: {order: asc}}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: fleet, namespace: shop}
            spec:
              interval: 1m
              sourceRef: {kind: GitRepository, name: fleet}
              git: {commit: {author: {name: a, email: a@example.com}}}
            """);
        folder.Write("resources/rest.yaml", """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: rest, namespace: shop}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}, suspend: true}
            """);
    }

    public string Resources => folder.Combine("resources");

    public string State => folder.Combine("state");

    public TemporaryFolder Folder => folder;

    public Task<CliResult> RunAsync(params string[] args) => Imgauto.RunAsync([.. args, "--resources", Resources, "--state", State]);

    public FolderSource Open() => FolderSource.Open(new FolderOptions
    {
        Resources = Resources,
        State = State,
        PollInterval = TimeSpan.FromMilliseconds(20),
    }, TimeProvider.System, NullLogger.Instance).Value;

    public async Task SetStatusAsync<T>(string name, Func<T, T> status)
        where T : class, IResource<T>
    {
        await using var source = Open();
        var before = (await source.GetAsync<T>(new ObjectKey("shop", name), CancellationToken.None)).Value!;
        _ = (await source.PatchStatusAsync(before, status(before), CancellationToken.None)).Value;
    }

    public async Task<T> GetAsync<T>(string name)
        where T : class, IResource<T>
    {
        await using var source = Open();
        return (await source.GetAsync<T>(new ObjectKey("shop", name), CancellationToken.None)).Value!;
    }

    public void StoreTags(DateTimeOffset seen, params string[] tags)
    {
        Directory.CreateDirectory(State);
        using var store = SqliteTagStore.Open(Path.Combine(State, "tags.db"), TimeProvider.System, _ => { }).Value;
        _ = store.Replace(new ObjectKey("shop", "web"), "example.com/web", tags, seen).Value;
    }

    public static Condition Ready(string status, string message) =>
        new()
        {
            Type = "Ready",
            Status = status,
            Reason = status == "True" ? "Succeeded" : "Failed",
            Message = message,
            LastTransitionTime = DateTimeOffset.UnixEpoch,
        };

    public static JsonNode Json(CliResult result) => JsonNode.Parse(result.Out)!;

    public void Dispose() => folder.Dispose();
}
