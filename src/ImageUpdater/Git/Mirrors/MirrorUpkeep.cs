using System.Globalization;
using ImageAutomation.ImageUpdater.Git.Program;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>Keeps a mirror small. Runs after a fetch, under the mirror's lock.</summary>
internal static class MirrorUpkeep
{
    private const string BaseSizeFile = "imageautomation-base-size";

    /// <summary>Repacks at the limits; marks a mirror that has outgrown its bound, so that the next fetch starts it anew.</summary>
    public static async Task AfterFetchAsync(MirrorFolder folder, bool first, ILogger logger, CancellationToken cancellationToken)
    {
        var (bytes, packs, loose) = MirrorCare.Measure(folder.GitDirectory);
        if (folder.Fetched is { } fetched) await fetched(folder, bytes, cancellationToken);
        var sizeFile = Path.Combine(folder.GitDirectory, BaseSizeFile);
        if (first)
        {
            await File.WriteAllTextAsync(sizeFile, bytes.ToString(CultureInfo.InvariantCulture), cancellationToken);
            return;
        }

        if (packs <= folder.Options.MaxPacks && loose <= folder.Options.MaxLooseObjects && bytes <= folder.Options.MaxMirrorBytes) return;
        if (bytes > folder.Options.MaxMirrorBytes)
        {
            // A remote that is simply this large must not start its mirror anew for ever.
            var floor = File.Exists(sizeFile) && long.TryParse(await File.ReadAllTextAsync(sizeFile, cancellationToken), out var size)
                ? size : 0;
            if (bytes > 2 * floor)
            {
                folder.MarkDamaged($"it has {bytes} bytes, more than the limit of {folder.Options.MaxMirrorBytes}");
                return;
            }
        }

        // Rolls up small packs and loose objects, whether reachable or not: a commit that is written and not yet pushed stays.
        var failed = await RunAsync(folder, cancellationToken, "repack", "--geometric=2", "-d", "-q", "-n");
        failed ??= await RunAsync(folder, cancellationToken, "prune", "--expire=2.weeks.ago");
        if (failed is null) logger.Repacked(folder.Name, packs, loose);
        else logger.RepackFailed(folder.Name, failed);
    }

    private static async Task<string?> RunAsync(
        MirrorFolder folder, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var ran = await folder.Runner.RunAsync(new GitCall(arguments)
        {
            GitDirectory = folder.GitDirectory,
            ChangesMirror = true,
        }, cancellationToken);
        return !ran.TryGet(out var output, out var failure) ? failure.Message : output.ExitCode == 0 ? null : output.ErrorText;
    }
}
