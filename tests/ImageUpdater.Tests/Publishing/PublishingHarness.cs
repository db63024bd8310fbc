using System.Text;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>A real Git repository, a folder of resources, and an updater over both. Elections are set by the test.</summary>
internal sealed partial class PublishingHarness : IAsyncDisposable
{
    public const string Image = "ghcr.io/acme/app";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> resources = new(StringComparer.Ordinal);
    private FolderSource? source;
    private GitRunner? git;
    private MirrorStore? mirrors;

    public PublishingHarness(bool withGitRepository = true)
    {
        Directory.CreateDirectory(folder.Combine("resources"));
        Repository = BareRepository.Create(folder.Combine("remote.git"));
        if (withGitRepository) GitRepository(Repository.FileUrl);
        Automation();
        Policy("app", "semver: {range: '>=1.0.0'}");
    }

    public BareRepository Repository { get; }

    public UpdaterOptions Options { get; set; } = new() { AllowLocalRepositories = true };

    /// <summary>Counts the git processes.</summary>
    public GitRunner Git => git ??= new GitRunner(new GitRunnerOptions
    {
        AllowLocalRemotes = true,
        SecretsRoot = folder.Combine("secrets"),
    }, TimeProvider.System);

    public MirrorStore Mirrors => mirrors ??= new MirrorStore(
        Git,
        new MirrorStoreOptions { Root = folder.Combine("state", "mirrors") }, TimeProvider.System, NullLogger<MirrorStore>.Instance);

    public FolderSource Source => source ??= FolderSource.Open(
        new FolderOptions
        {
            Resources = folder.Combine("resources"),
            State = folder.Combine("state"),
        }, TimeProvider.System, NullLogger.Instance).Value;

    public static string Deployment(string image, string marker = "team:app", string name = "app") =>
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n        - "
        + $"name: main\n          image: {image} # {{\"$imagepolicy\": \"{marker}\"}}\n";

    public void Declare(string name, string yaml)
    {
        resources[name] = yaml;
        folder.Write($"resources/{name}.yaml", yaml);
        source?.Refresh();
    }

    public void GitRepository(string url, string reference = "{branch: main}", string more = "") =>
        Declare(
            "git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec:\n  "
                + $"url: '{url}'\n  interval: 1m\n  ref: {reference}\n{more}");

    public void Secret(string name, params (string Key, string Value)[] data) =>
        Declare(
            $"secret-{name}",
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: team}}\ndata: "
                + $"{{{string.Join(", ", data.Select(d => $"{d.Key}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(d.Value))}"))}}}\n");

    /// <summary>Takes a resource file away.</summary>
    public void Remove(string name)
    {
        resources.Remove(name);
        File.Delete(folder.Combine($"resources/{name}.yaml"));
        source?.Refresh();
    }

    public void Policy(string name, string order, string more = "") =>
        Declare(
            $"policy-{name}",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, namespace: team, labels: "
                + $"{{app: {name}}}}}\nspec:\n  imageRepositoryRef: {{name: {name}}}\n  policy: {{{order}}}\n{more}");

    public void Automation(
        string name = "auto", string more = "", string git = "", string author = "{name: bot, email: bot@example.org}",
        string commit = "") =>
        Declare(
            $"automation-{name}",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {{name: {name}, namespace: team}}\nspec:\n  "
                + $"interval: 1m\n  sourceRef: {{kind: GitRepository, name: fleet}}\n  git:\n    commit:\n      "
                + $"author: {author}\n{commit}{git}{more}");

    /// <summary>Sets what a policy has elected, as the reflector would.</summary>
    public async Task ElectAsync(string tag, string policy = "app", string image = Image, string? digest = null)
    {
        var current = await GetAsync<ImagePolicy>(policy);
        var elected = new ImageRef { Name = image, Tag = tag, Digest = digest };
        if (current.Status.LatestRef == elected) return;
        var status = current.Status with { ObservedPreviousRef = current.Status.LatestRef, LatestRef = elected };
        Assert.True((await Source.PatchStatusAsync(current, current with { Status = status }, CancellationToken.None)).IsSuccess);
    }

    /// <summary>One run of every automation, from scratch as after a restart.</summary>
    public Task<ImageUpdateAutomation> RunAsync(string name = "auto") => RunAsync(name, always: true);

    /// <summary>One run as it comes with the interval: nothing is planned when nothing moved.</summary>
    public Task<ImageUpdateAutomation> RunOnIntervalAsync(string name = "auto") => RunAsync(name, always: false);

    /// <summary>A running updater, as in a long-lived process; disposal stops it.</summary>
    public IAsyncDisposable Start() => new RunningUpdater(NewUpdater());

    /// <summary>Events of the automations so far, oldest first.</summary>
    public IReadOnlyList<RecordedEvent> Events() => [.. Source.Events().Where(e => e.Kind == "ImageUpdateAutomation").OrderBy(e => e.Id)];

    private Updater NewUpdater(bool always = false) =>
        new(new ControllerContext(Source), Options with { RunsAlways = always }, Mirrors);

    private async Task<ImageUpdateAutomation> RunAsync(string name, bool always)
    {
        using var updater = NewUpdater(always);
        using var stop = new CancellationTokenSource();
        var following = updater.FollowAsync(stop.Token);
        await updater.PassAsync(CancellationToken.None);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await GetAsync<ImageUpdateAutomation>(name);
    }

    /// <summary>Sets an annotation of the automation, as the command line does.</summary>
    public async Task AnnotateAsync(string name, string value)
    {
        var automation = await GetAsync<ImageUpdateAutomation>("auto");
        var annotations = new Dictionary<string, string>(automation.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [name] = value,
        };
        await Source.PatchMetadataAsync(automation, automation with
        {
            Metadata = automation.Metadata with { Annotations = annotations },
        }, CancellationToken.None);
    }

    /// <summary>Elects and runs.</summary>
    public async Task<ImageUpdateAutomation> RunAsync(string tag, string policy, string? digest = null)
    {
        await ElectAsync(tag, policy, digest: digest);
        return await RunAsync();
    }

    public async Task<T> GetAsync<T>(string name)
        where T : class, IResource<T> =>
        (await Source.GetAsync<T>(new ObjectKey("team", name), CancellationToken.None)).Value
        ?? throw new InvalidOperationException($"{name} does not exist: {string.Join("; ", Source.Problems)}");

    /// <summary>Values of the marked fields of a file, in order.</summary>
    public IReadOnlyList<string> Values(string path = "app.yaml", string revision = "main") =>
        [.. Marked().Matches(Repository.Read(path, revision) ?? "").Select(m => m.Groups[1].Value)];

    public string Root => folder.Path;

    public string Tag(string path = "app.yaml", string revision = "main") => Values(path, revision)[0].Split(':')[^1];

    /// <summary>Forgets everything local, as a new machine would.</summary>
    public async Task LoseStateAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (mirrors is not null) mirrors.Dispose();
        (source, mirrors) = (null, null);
        Directory.Delete(folder.Combine("state"), recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (mirrors is not null) mirrors.Dispose();
        folder.Dispose();
    }

    [GeneratedRegex("""^\s*(?:- )?[A-Za-z]+: (\S+) # \{"\$imagepolicy""", RegexOptions.Multiline)]
    private static partial Regex Marked();

    private sealed class RunningUpdater : IAsyncDisposable
    {
        private readonly Updater updater;
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;

        public RunningUpdater(Updater updater)
        {
            this.updater = updater;
            running = updater.RunAsync(stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            updater.Dispose();
            stop.Dispose();
        }
    }
}
