using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Runtime;

/// <summary>
/// Asks an updater over resources that take no writes what it would do. Uses the mirrors of a state folder, also beside a running process.
/// </summary>
internal static class LocalPreview
{
    public static async Task<IReadOnlyList<(ObjectKey Automation, Result<PublishPreview> Preview)>> RunAsync(
        PreviewInput input, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new UpdaterOptions { AllowLocalRepositories = input.AllowsLocalRepositories };
        using var updater = Updater.Open(new ControllerContext(input.Source) { Time = time }, options, new GitBounds(), input.State);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = updater.FollowAsync(stop.Token);
        var previews = await updater.PreviewAsync(cancellationToken);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return previews;
    }
}
