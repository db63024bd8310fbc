using ImageAutomation.Common.Files;
using ImageAutomation.Common.Manifests;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Reads the whole folder, and again only what changed.</summary>
internal sealed class FolderReader(string root, ManifestValidator validator)
{
    private readonly ManifestFileReader reader = new(validator);
    private Dictionary<string, ManifestFile> files = new(StringComparer.Ordinal);

    /// <summary>Files of the last reading.</summary>
    public IReadOnlyCollection<ManifestFile> Files => files.Values;

    /// <summary>Lists the folder and reads files that are new or changed.</summary>
    /// <returns>Whether anything is different from the last reading.</returns>
    /// <exception cref="IOException">The folder itself cannot be listed; the last reading stays.</exception>
    public bool Refresh()
    {
        var next = new Dictionary<string, ManifestFile>(StringComparer.Ordinal);
        var changed = false;
        foreach (var (path, fullPath, stamp) in List())
        {
            if (files.TryGetValue(path, out var known) && known.Stamp == stamp && known.IsReadable)
            {
                next.Add(path, known);
                continue;
            }

            var read = reader.Read(path, fullPath, stamp);
            changed |= known is null || known.Stamp != stamp || known.IsReadable != read.IsReadable;
            next.Add(path, read);
        }

        changed |= files.Keys.Any(path => !next.ContainsKey(path));
        files = next;
        return changed;
    }

    // Of what a link leads to: mounted ConfigMaps and Secrets are links, and change by what is behind them.
    private static FileStamp Stamp(FileInfo file)
    {
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return new FileStamp(target.LastWriteTimeUtc, target.Length, OwnFiles.NumberOf(file.FullName));
    }

    private IEnumerable<(string Path, string FullPath, FileStamp Stamp)> List()
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
            MaxRecursionDepth = 32,
        };
        return Directory.EnumerateFiles(root, "*", options)
            .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal)
                || f.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => new FileInfo(f))
            .Where(f => f.Exists && (f.LinkTarget is null || f.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true }))
            .Select(f => (Path.GetRelativePath(root, f.FullName).Replace('\\', '/'), f.FullName, Stamp(f)));
    }
}
