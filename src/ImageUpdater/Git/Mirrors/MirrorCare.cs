using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageAutomation.Common.Files;
using ImageAutomation.ImageUpdater.Git.Program;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>Creates and heals the folder of a mirror. Only called by the holder of its lock.</summary>
internal static class MirrorCare
{
    private const string Config = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";
    private static readonly string[] SampleFolders = ["17", "5a", "9c", "e3"];

    /// <summary>Makes an empty bare repository, without a process and without the system's templates.</summary>
    public static void Create(string gitDirectory)
    {
        // HEAD comes last: without it git, and we, do not take the folder for a repository.
        Directory.CreateDirectory(Path.Combine(gitDirectory, "objects", "pack"));
        Directory.CreateDirectory(Path.Combine(gitDirectory, "objects", "info"));
        Directory.CreateDirectory(Path.Combine(gitDirectory, "refs", "heads"));
        EnsureConfig(gitDirectory);
        File.WriteAllText(Path.Combine(gitDirectory, "HEAD"), "ref: refs/heads/none\n");
    }

    /// <summary>
    /// Writes the configuration if it is not exactly ours: all settings come with the call, so there is nothing else to keep.
    /// </summary>
    public static void EnsureConfig(string gitDirectory)
    {
        var file = Path.Combine(gitDirectory, "config");
        if (new FileInfo(file) is { Exists: true, LinkTarget: null } && File.ReadAllText(file) == Config) return;
        OwnFiles.Replace(file, Encoding.UTF8.GetBytes(Config));
    }

    /// <summary>Removes a mirror; first out of the way by one rename, so that a crash leaves no half repository.</summary>
    public static void Remove(string gitDirectory)
    {
        var aside = gitDirectory + ".old";
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        Directory.Move(gitDirectory, aside);
        Directory.Delete(aside, recursive: true);
    }

    /// <summary>
    /// Ends git processes that a crashed run of ours left at work on this mirror, then removes their locks and half files.
    /// We hold the lock of the mirror, so nobody else may be at work here.
    /// </summary>
    public static void EndOrphans(string gitDirectory, ILogger logger)
    {
        var leftovers = Leftovers(gitDirectory);
        if (leftovers.Count == 0) return;
        foreach (var id in ProcessesOf(gitDirectory))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                GitRunner.Kill(process);
                logger.OrphanEnded(id);
            }
            catch (ArgumentException)
            {
                // It has ended by itself since it was listed.
                continue;
            }
        }

        foreach (var leftover in leftovers)
        {
            if (Directory.Exists(leftover)) Directory.Delete(leftover, recursive: true);
            else File.Delete(leftover);
        }

        logger.LeftoversRemoved(gitDirectory, leftovers.Count);
    }

    /// <summary>Size of the folder in bytes, number of packs, and an estimate of loose objects from one of the 256 folders.</summary>
    public static (long Bytes, int Packs, int Loose) Measure(string gitDirectory)
    {
        var packs = new DirectoryInfo(Path.Combine(gitDirectory, "objects", "pack"));
        if (!packs.Exists) return (0, 0, 0);
        var count = 0;
        var bytes = 0L;
        foreach (var file in packs.EnumerateFiles())
        {
            bytes += file.Length;
            if (file.Extension == ".pack") count++;
        }

        // Ids are spread evenly; four folders of 256 are enough to tell hundreds from thousands.
        var sample = SampleFolders.Select(name => Path.Combine(gitDirectory, "objects", name)).Where(Directory.Exists)
            .Sum(folder => Directory.EnumerateFiles(folder).Count());
        return (bytes, count, sample * 64);
    }

    private static List<string> Leftovers(string gitDirectory)
    {
        var found = new List<string>();
        if (!Directory.Exists(gitDirectory)) return found;
        found.AddRange(Directory.EnumerateFiles(gitDirectory, "*.lock"));
        var refs = Path.Combine(gitDirectory, "refs");
        if (Directory.Exists(refs)) found.AddRange(Directory.EnumerateFiles(refs, "*.lock", SearchOption.AllDirectories));
        var objects = Path.Combine(gitDirectory, "objects");
        if (!Directory.Exists(objects)) return found;
        found.AddRange(Directory.EnumerateDirectories(objects, "tmp_objdir-*"));
        var packs = Path.Combine(objects, "pack");
        if (Directory.Exists(packs))
            found.AddRange(Directory.EnumerateFiles(packs, "tmp_*").Concat(Directory.EnumerateFiles(packs, ".tmp-*")));
        return found;
    }

    private static IEnumerable<int> ProcessesOf(string gitDirectory)
    {
        if (!Directory.Exists("/proc/self")) yield break;
        var mark = Encoding.UTF8.GetBytes($"{GitEnvironment.MirrorVariable}={gitDirectory}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || id == Environment.ProcessId)
                continue;
            if (HasMark(Path.Combine(folder, "environ"), mark)) yield return id;
        }
    }

    private static bool HasMark(string file, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or another user's, who cannot be running our call
        }
    }
}
