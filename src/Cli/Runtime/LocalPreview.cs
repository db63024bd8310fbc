using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Runtime;

/// <summary>
/// Asks an updater over resources that take no writes what it would do. Uses the mirrors of a state folder, also beside a running process.
/// </summary>
internal static class LocalPreview
{
    public static async Task<IReadOnlyList<(ObjectKey Automation, Result<PublishPreview> Preview)>> RunAsync(
        PreviewInput input, TimeProvider time, CancellationToken cancellationToken)
    {
        var git = new GitRunner(new GitRunnerOptions
        {
            AllowLocalRemotes = input.AllowsLocalRepositories,
            SecretsRoot = Path.Combine(input.State, "secrets"),
        }, time);
        using var mirrors = new MirrorStore(git, new MirrorStoreOptions
        {
            Root = Path.Combine(input.State, "mirrors"),
        }, time, NullLogger<MirrorStore>.Instance);
        var options = new UpdaterOptions { AllowLocalRepositories = input.AllowsLocalRepositories };
        using var updater =
            new Updater(input.Source, mirrors, new NoWakeUps(), options, new LoopOptions(), time, NullLoggerFactory.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = updater.FollowAsync(stop.Token);
        var previews = await updater.PreviewAsync(cancellationToken);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return previews;
    }

    private sealed class NoWakeUps : IWakeUps
    {
        public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
