using System.Collections.Concurrent;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Planning;

/// <summary>Edits of a plain folder: what is wanted, worked out file by file on all cores.</summary>
internal static class FolderPlan
{
    private const string UnreadableFolder = nameof(UnreadableFolder);

    /// <summary>Scans the folder while the policies are read, then edits each file that passed the screen.</summary>
    /// <typeparam name="T">What is made of a file.</typeparam>
    /// <param name="request">Folder, policies and filter.</param>
    /// <param name="markedOnly">Whether only files with a marker count; else those that may name an elected image.</param>
    /// <param name="prepare">Makes the function that works on one file; called on several threads.</param>
    public static Result<FolderPlanOutcome<T>> Make<T>(
        FolderPlanRequest request, bool markedOnly, Func<ElectedPolicies, Result<Func<FoundFile, T>>> prepare)
    {
        if (Check(request) is { } problem) return problem;
        // The screen for image fields depends on the policies; the one for markers does not, so both can be read at once.
        Task<FolderScanOutcome>? scanning = markedOnly ? Task.Run(() => Scan(request, FileScreening.HoldsWord, looksAtOthers: true)) : null;
        var read = ElectedPolicies.Read(request.PoliciesText, request.PoliciesName).TryGet(out var policies, out var failure);
        Func<FoundFile, T>? work = null;
        read = read && prepare(policies!).TryGet(out work, out failure); // read succeeded
        if (!read)
        {
            scanning?.Wait();
            return failure!; // one of the two steps failed
        }

        var scan = scanning?.Result ?? Scan(request, new ImageNameScreen(policies!.Elected).MayHold);
        var results = new T[scan.Files.Count];
        Parallel.ForEach(Partitioner.Create(0, scan.Files.Count == 0 ? 1 : scan.Files.Count, 16), range =>
        {
            for (var i = range.Item1; i < Math.Min(range.Item2, scan.Files.Count); i++) results[i] = work!(scan.Files[i]); // prepared above
        });
        return new FolderPlanOutcome<T>(policies!, scan, results);
    }

    private static FolderScanOutcome Scan(FolderPlanRequest request, Func<ReadOnlySpan<byte>, bool> screen, bool looksAtOthers = false)
    {
        using var scan = new FolderScan(request.Folder, UpdatePath.Clean(request.Path), request.Filter, screen, looksAtOthers);
        return scan.Run();
    }

    private static Failure? Check(FolderPlanRequest request)
    {
        if (!Directory.Exists(request.Folder)) return Failure.Terminal(UnreadableFolder, $"folder '{request.Folder}' does not exist");
        var path = UpdatePath.Clean(request.Path);
        var at = request.Folder;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, step);
            var isLink = new FileInfo(at).LinkTarget is not null;
            if (isLink || !Path.Exists(at))
                return Failure.Terminal(
                    UnreadableFolder,
                    $"walking path for "
                        + $"files: {path}: {(isLink ? "goes through a link, which is not followed" : "no such file or directory")}");
        }

        return null;
    }
}
