using ImageAutomation.Common.Files;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>A folder that only we can enter, for key material; gone with all it holds when disposed.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "imgauto-";
    private const string Memory = "/dev/shm";
    private const int LongestSocketFolder = 80;   // a socket's path is limited to 107 bytes

    private PrivateFolder(string path) => Path = path;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder of mode 0700.</summary>
    /// <param name="parent">Where; null for memory if possible, else the temporary folder.</param>
    /// <param name="runsPrograms">Whether a program has to run from it, which memory folders often forbid.</param>
    public static PrivateFolder Create(string? parent, bool runsPrograms = false)
    {
        if (parent is not null) return In(parent);
        var temporary = System.IO.Path.GetTempPath();
        if (!runsPrograms && Directory.Exists(Memory))
        {
            try
            {
                return In(Memory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && Directory.Exists(temporary))
            {
                return In(temporary);
            }
        }

        return In(temporary.Length > LongestSocketFolder ? "/tmp" : temporary);
    }

    /// <summary>Removes folders of processes that are gone: a killed process cannot clean up after itself.</summary>
    /// <param name="parent">As for <see cref="Create"/>.</param>
    public static void Sweep(string? parent)
    {
        if (!Directory.Exists("/proc/self")) return; // nobody to ask which processes live
        foreach (var place in parent is not null ? [parent] : new[] { Memory, System.IO.Path.GetTempPath() })
        {
            if (!Directory.Exists(place)) continue;
            foreach (var folder in Directory.EnumerateDirectories(place, Prefix + "*-*"))
            {
                var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
                if (owner.Length == 0 || owner.AsSpan().ContainsAnyExceptInRange('0', '9') || Directory.Exists($"/proc/{owner}")
                    || !OwnFiles.IsPrivateFolder(folder))
                    continue;
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Another user's, or being removed by another process right now: not ours to mend.
                }
            }
        }
    }

    /// <summary>Writes a file of mode 0600, or 0700 when it is to be run.</summary>
    public string Write(string name, ReadOnlySpan<byte> content, bool isProgram = false)
    {
        var file = System.IO.Path.Combine(Path, name);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (isProgram ? UnixFileMode.UserExecute : UnixFileMode.None);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var stream = new FileStream(file, options);
        stream.Write(content);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // An agent that is just ending may take its sockets away while we delete.
        for (var attempt = 0; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Yield();
            }
        }
    }

    private static PrivateFolder In(string parent)
    {
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..12]}");
        OwnFiles.CreateFolder(path);
        return new PrivateFolder(path);
    }
}
