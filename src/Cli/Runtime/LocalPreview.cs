using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Git;
using ImageAutomation.ImageUpdater.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Asks an updater over a read-only view of a folder what it would do. Uses the state folder's mirrors, also beside a running process.</summary>
internal static class LocalPreview
{
    public static async Task<Result<IReadOnlyList<(ObjectKey Automation, Result<PublishPreview> Preview)>>> RunAsync(string resources, string state, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!FolderView.Read(resources, state, time.GetUtcNow()).TryGet(out var view, out var failure)) return failure;
        if (StateFolder.Prepare(state) is { } unusable) return unusable;
        var git = new GitRunner(new GitRunnerOptions { AllowLocalRemotes = true, SecretsRoot = Path.Combine(state, "secrets") }, time);
        await using var mirrors = new MirrorStore(git, new MirrorStoreOptions { Root = Path.Combine(state, "mirrors") }, time, NullLogger<MirrorStore>.Instance);
        var options = new UpdaterOptions { AllowLocalRepositories = true };
        using var updater = new Updater(new ReadOnlyFolderSource(view), mirrors, new NoWakeUps(), options, new LoopOptions(), time, NullLoggerFactory.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = updater.FollowAsync(stop.Token);
        var previews = await updater.PreviewAsync(cancellationToken);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return previews.ToList();
    }

    private sealed class NoWakeUps : IWakeUps
    {
        public Task WakeAtAsync(string controller, ObjectKey key, DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
