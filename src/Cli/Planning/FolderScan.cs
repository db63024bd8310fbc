using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.Cli.Planning;

/// <summary>Reads the candidate files of a folder once each, on all cores, and keeps those whose bytes pass a screen.</summary>
/// <remarks>
/// <c>.git</c> is never entered and links to folders are not followed. A link to a file is read through, under the path of its target,
/// as long as that lies in the folder; anything else it may point to is left alone.
/// </remarks>
internal sealed class FolderScan : IDisposable
{
    private const int FilesPerBatch = 64;

    private readonly string root;
    private readonly string start;
    private readonly PathFilter filter;
    private readonly Func<ReadOnlySpan<byte>, bool> screen;
    private readonly bool looksAtOthers;
    private readonly BlockingCollection<Work> queue = new(new ConcurrentStack<Work>());
    private readonly ConcurrentBag<FoundFile> found = [];
    private readonly ConcurrentBag<string> links = [];
    private readonly ConcurrentBag<string> problems = [];
    private readonly ConcurrentBag<string> leftAlone = [];
    private int pending;
    private int scanned;

    /// <param name="root">The folder.</param>
    /// <param name="path">Folder or file below it to which the scan is limited, clean; empty for all.</param>
    /// <param name="filter">Takes files by their path below <paramref name="path"/>.</param>
    /// <param name="screen">Whether a file's bytes are of interest. Called on several threads.</param>
    /// <param name="looksAtOthers">Whether files are looked at, too, into which people put markers in vain.</param>
    public FolderScan(string root, string path, PathFilter filter, Func<ReadOnlySpan<byte>, bool> screen, bool looksAtOthers = false)
    {
        this.looksAtOthers = looksAtOthers;
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        start = path;
        this.filter = filter;
        this.screen = screen;
    }

    /// <summary>Scans; the folder and the path have to exist.</summary>
    public FolderScanOutcome Run()
    {
        if (start.Length > 0 && File.Exists(FullPath(start)))
        {
            if (IsOfInterest(start)) Enqueue(new Work(null, [new Listed(start, new FileInfo(FullPath(start)).Length)]));
        }
        else
        {
            Enqueue(new Work(start, null));
        }

        if (pending == 0) queue.CompleteAdding();
        Task.WaitAll([.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 8)).Select(_ => Task.Run(Drain))]);
        ReadLinks();
        return new FolderScanOutcome(
            [.. found.OrderBy(f => f.Path, StringComparer.Ordinal)], scanned, [.. problems.Order(StringComparer.Ordinal)],
            [.. leftAlone.Order(StringComparer.Ordinal)]);
    }

    public void Dispose() => queue.Dispose();

    private void Drain()
    {
        var reader = new FileBytes();
        foreach (var work in queue.GetConsumingEnumerable())
        {
            if (work.Folder is { } folder) List(folder);
            foreach (var file in work.Files ?? []) Read(reader, file);
            if (Interlocked.Decrement(ref pending) == 0) queue.CompleteAdding();
        }
    }

    private void List(string folder)
    {
        var batch = new List<Listed>();
        try
        {
            foreach (var (name, kind, length) in new FileSystemEnumerable<(string Name, EntryKind Kind, long Length)>(
                FullPath(folder), Classify, new EnumerationOptions
                {
                    AttributesToSkip = 0,
                    IgnoreInaccessible = false,
                })
            {
                ShouldIncludePredicate = IsListed,
            })
            {
                var path = folder.Length == 0 ? name : $"{folder}/{name}";
                if (name.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(FullPath(path)))
                    problems.Add($"{path}: cannot be read: its name is not UTF-8");
                else if (kind == EntryKind.Folder) Enqueue(new Work(path, null));
                else if (!Takes(path)) continue;
                else if (kind == EntryKind.Link) links.Add(path);
                else batch.Add(new Listed(path, length));
                if (batch.Count < FilesPerBatch) continue;
                Enqueue(new Work(null, batch));
                batch = [];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{(folder.Length == 0 ? root : folder)}: the folder cannot be read: {e.Message}");
        }

        if (batch.Count > 0) Enqueue(new Work(null, batch));
    }

    private bool IsListed(ref FileSystemEntry entry)
    {
        if (entry.IsDirectory && !entry.FileName.SequenceEqual(".git")) return true;
        // the first half spares most names the copy
        return entry.FileName is [.., 'l' or 'L' or 'n'] && IsOfInterest(entry.FileName.ToString());
    }

    private bool IsOfInterest(string path) => FileScreening.IsCandidate(path) || (looksAtOthers && FileScreening.IsNearCandidate(path));

    private static (string Name, EntryKind Kind, long Length) Classify(ref FileSystemEntry entry)
    {
        var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
        var kind = isLink ? EntryKind.Link : entry.IsDirectory ? EntryKind.Folder : EntryKind.File;
        return (entry.FileName.ToString(), kind, kind == EntryKind.File ? entry.Length : 0);
    }

    private bool Takes(string path) =>
        filter.Takes(start.Length == 0 ? path : path.Length == start.Length ? path[(path.LastIndexOf('/') + 1)..]
            : path[(start.Length + 1)..]);

    private void Read(FileBytes reader, Listed file)
    {
        try
        {
            if (file.Length > FileBytes.MaxBytes)
            {
                if (FileScreening.IsCandidate(file.Path) && reader.HoldsAny(FullPath(file.Path), screen))
                    leftAlone.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{file.Path}: left alone, it has {file.Length} bytes and more than {FileBytes.MaxBytes} are not looked at"));
                return;
            }

            // What has no length is empty, a pipe or a device: nothing is in it, and opening it might never end.
            var bytes = file.Length == 0 ? [] : reader.Read(FullPath(file.Path));
            if (FileScreening.IsCandidate(file.Path)) Interlocked.Increment(ref scanned);
            if (screen(bytes)) found.Add(new FoundFile(file.Path, bytes.ToArray()));
            else if (FileScreening.HoldsMarkerInUtf16(bytes))
                leftAlone.Add($"{file.Path}: left alone, it is UTF-16 and holds a marker; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file.Path}: cannot be read: {e.Message}");
        }
    }

    private void ReadLinks()
    {
        if (links.IsEmpty || RealPath.Of(root) is not { } realRoot) return;
        var reader = new FileBytes();
        var known = found.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var link in links.Order(StringComparer.Ordinal))
        {
            if (RealPath.Of(FullPath(link)) is not { } target || !File.Exists(target)) continue;
            if (!target.StartsWith(realRoot.TrimEnd('/') + "/", StringComparison.Ordinal)) continue;
            var path = target[(realRoot.TrimEnd('/').Length + 1)..];
            if ($"/{path}/".Contains("/.git/", StringComparison.Ordinal) || !known.Add(path)) continue;
            Read(reader, new Listed(path, new FileInfo(target).Length));
        }
    }

    private void Enqueue(Work work)
    {
        Interlocked.Increment(ref pending);
        queue.Add(work);
    }

    private string FullPath(string path) => path.Length == 0 ? root : $"{root}/{path}";

    private enum EntryKind
    {
        File,
        Folder,
        Link,
    }

    private readonly record struct Listed(string Path, long Length);

    private sealed record Work(string? Folder, List<Listed>? Files);
}
