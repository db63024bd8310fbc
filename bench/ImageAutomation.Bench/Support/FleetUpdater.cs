using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Bench.Support;

/// <summary>
/// An updater that keeps running over a folder of resources, put together as the programs do it. Elections are written by the scenario.
/// </summary>
internal sealed class FleetUpdater : IAsyncDisposable
{
    private const string Namespace = "team";
    private const string Automation = "auto";

    private readonly TemporaryFolder folder = new();
    private readonly Fleet fleet;
    private readonly FolderSource source;
    private readonly CancellationTokenSource stop = new();
    private MirrorStore? mirrors;
    private Updater? updater;
    private Task running = Task.CompletedTask;
    private int mirrorRoots;
    private int requests;

    private FleetUpdater(Fleet fleet, string url)
    {
        this.fleet = fleet;
        var policies = new StringBuilder();
        for (var i = 0; i < fleet.Tags.Count; i++)
            policies.Append("---\n")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {Fleet.Policy(i)}, "
                        + $"namespace: {Namespace}}}\nspec: {{imageRepositoryRef: {{name: {Fleet.Policy(i)}}}, policy: {{semver: {{range: "
                        + $"'>=1.0.0'}}}}}}\n");
        folder.Write("resources/policies.yaml", policies.ToString());
        folder.Write(
            "resources/git.yaml",
            $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: {Namespace}}}\nspec: "
                + $"{{url: '{url}', interval: 1m, ref: {{branch: main}}}}\n");
        Declare(TimeSpan.Zero);
        source = FolderSource.Open(new FolderOptions
        {
            Resources = folder.Combine("resources"),
            State = folder.Combine("state"),
        }, TimeProvider.System, NullLogger.Instance).Value;
    }

    /// <summary>Everything is declared and elected; nothing runs.</summary>
    public static async Task<FleetUpdater> PrepareAsync(Fleet fleet, string url)
    {
        var prepared = new FleetUpdater(fleet, url);
        for (var i = 0; i < fleet.Tags.Count; i++) await prepared.WriteElectionAsync(i, fleet.Tags[i]);
        return prepared;
    }

    /// <summary>Starts to run, and waits until the mirror and the index stand.</summary>
    public async Task StartAsync()
    {
        updater = NewUpdater(runsAlways: false);
        running = updater.RunAsync(stop.Token);
        await SettleAsync(a => a.Status.ObservedSourceRevision is not null);
    }

    /// <summary>One pass with a new and empty mirror folder. Timed from the first look at the resources to the end of the run.</summary>
    public async Task<TimeSpan> ColdPassAsync()
    {
        using var once = NewUpdater(runsAlways: true);
        using var end = new CancellationTokenSource();
        var started = Stopwatch.GetTimestamp();
        var following = once.FollowAsync(end.Token);
        await once.PassAsync(CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await end.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!IsReady(await AutomationAsync())) throw new InvalidOperationException(await DescribeAsync());
        mirrors!.Dispose(); // made by NewUpdater
        mirrors = null;
        return elapsed;
    }

    /// <summary>Elects, and waits for the push to land on the remote.</summary>
    /// <param name="policies">How many elect anew; the first ones.</param>
    /// <returns>Time from before the first write of an election, from after the last, and of the git process that pushed.</returns>
    public async Task<(TimeSpan FromFirst, TimeSpan FromLast, TimeSpan Push)> ElectAsync(int policies)
    {
        var (head, tag) = (fleet.Head(), fleet.NextTag());
        using var pushes = new PushClock();
        var first = Stopwatch.GetTimestamp();
        for (var i = 0; i < policies; i++) await WriteElectionAsync(i, tag);
        var last = Stopwatch.GetTimestamp();
        await Waiting.UntilAsync(() => Task.FromResult(fleet.Head() != head), DescribeAsync);
        var (fromFirst, fromLast) = (Stopwatch.GetElapsedTime(first), Stopwatch.GetElapsedTime(last));
        for (var i = 0; i < policies; i++) fleet.Elected(i, tag);
        var landed = fleet.Head();
        await SettleAsync(a => a.Status.LastPushCommit == landed);
        if (fleet.Repository.Git("rev-list", "--count", $"{head}..{landed}").Trim() != "1")
            throw new InvalidOperationException("more than one commit was pushed");
        var files = fleet.Repository.Git("diff", "--name-only", head, landed).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        if (files != policies) throw new InvalidOperationException($"{files} files were changed instead of {policies}");
        return (fromFirst, fromLast, pushes.Elapsed);
    }

    /// <summary>Asks for a run, and waits for its end: with a new head on the remote, the time to its verdict.</summary>
    public async Task<TimeSpan> VerdictAsync()
    {
        var request = $"request-{(++requests).ToString(CultureInfo.InvariantCulture)}";
        var before = await AutomationAsync();
        var started = Stopwatch.GetTimestamp();
        var after = before with
        {
            Metadata = before.Metadata with
            {
                Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = request },
            },
        };
        if (!(await source.PatchMetadataAsync(before, after, CancellationToken.None)).TryGet(out _, out var failure))
            throw new InvalidOperationException(failure.Message);
        await SettleAsync(a => a.Status.LastHandledReconcileAt == request);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var seen = (await AutomationAsync()).Status.ObservedSourceRevision;
        return seen == $"main@sha1:{fleet.Head()}" ? elapsed
            : throw new InvalidOperationException($"the run saw {seen} and not the new head");
    }

    /// <summary>Sets how long policy changes are gathered; a run starts when none came for this long.</summary>
    public async Task GatherForAsync(TimeSpan quiet)
    {
        var generation = (await AutomationAsync()).Metadata.Generation;
        Declare(quiet);
        source.Refresh();
        await SettleAsync(a => a.Metadata.Generation > generation && a.Status.ObservedGeneration == a.Metadata.Generation);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        updater?.Dispose();
        mirrors?.Dispose();
        await source.DisposeAsync();
        stop.Dispose();
        folder.Dispose();
    }

    private static bool IsReady(ImageUpdateAutomation automation) =>
        automation.Status.Conditions?.FirstOrDefault(c => c.Type == ConditionTypes.Ready)?.Status == "True";

    private Updater NewUpdater(bool runsAlways)
    {
        var git = new GitRunner(new GitRunnerOptions
        {
            AllowLocalRemotes = true,
            SecretsRoot = folder.Combine("secrets"),
        }, TimeProvider.System);
        var root = folder.Combine("mirrors", (++mirrorRoots).ToString(CultureInfo.InvariantCulture));
        mirrors = new MirrorStore(git, new MirrorStoreOptions { Root = root }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
        var options = new UpdaterOptions { AllowLocalRepositories = true, RunsAlways = runsAlways };
        return new Updater(new ControllerContext(source), options, mirrors);
    }

    private void Declare(TimeSpan quiet)
    {
        var milliseconds = quiet.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        folder.Write(
            "resources/automation.yaml",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {{name: {Automation}, "
                + $"namespace: {Namespace}}}\nspec:\n  interval: 1m\n  sourceRef: {{kind: GitRepository, name: fleet}}\n  git: {{commit: "
                + $"{{author: {{name: bot, email: bot@example.org}}}}}}\n  update: {{batch: {{quietPeriod: {milliseconds}ms, maxDelay: "
                + $"10m}}}}\n");
    }

    private async Task WriteElectionAsync(int policy, string tag)
    {
        var key = new ObjectKey(Namespace, Fleet.Policy(policy));
        var current = (await source.GetAsync<ImagePolicy>(key, CancellationToken.None)).Value
            ?? throw new InvalidOperationException($"{key} was not taken over: {string.Join("; ", source.Problems)}");
        var elected = new ImageRef { Name = Manifests.Image(key.Name), Tag = tag };
        var status = current.Status with { ObservedPreviousRef = current.Status.LatestRef, LatestRef = elected };
        if (!(await source.PatchStatusAsync(current, current with
        {
            Status = status,
        }, CancellationToken.None)).TryGet(out _, out var failure)) throw new InvalidOperationException(failure.Message);
    }

    private Task SettleAsync(Func<ImageUpdateAutomation, bool> condition) =>
        Waiting.UntilAsync(async () => condition(await AutomationAsync()), DescribeAsync);

    private async Task<ImageUpdateAutomation> AutomationAsync() =>
        (await source.GetAsync<ImageUpdateAutomation>(new ObjectKey(Namespace, Automation), CancellationToken.None)).Value
        ?? throw new InvalidOperationException($"the automation was not taken over: {string.Join("; ", source.Problems)}");

    private async Task<string> DescribeAsync() =>
        string.Join("; ", (await AutomationAsync()).Status.Conditions?.Select(c => $"{c.Type}={c.Status} {c.Reason}: {c.Message}")
            ?? ["the automation never ran"]);
}
