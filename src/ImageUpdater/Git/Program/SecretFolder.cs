using System.Globalization;
using System.Security.Cryptography;
using ImageAutomation.Common.Files;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>A private folder for the key files of one call. Gone when disposed.</summary>
internal sealed class SecretFolder : IDisposable
{
    private const string Prefix = "imageautomation-git-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string path;

    /// <summary>Makes the folder, readable by us alone.</summary>
    public SecretFolder(string root)
    {
        var unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        path = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{unique}"));
        OwnFiles.CreateFolder(path);
    }

    /// <summary>Removes folders of processes that are gone (a crash leaves one).</summary>
    /// <returns>How many were removed.</returns>
    public static int Sweep(string root)
    {
        var removed = 0;
        if (!Directory.Exists(root) || !Directory.Exists("/proc/self")) return 0; // nobody to ask which processes live
        foreach (var folder in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out _) || Directory.Exists($"/proc/{owner}")
                || !OwnFiles.IsPrivateFolder(folder))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
                removed++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's, or being removed by another process right now: not ours to mend.
            }
        }

        return removed;
    }

    /// <summary>Writes a file that only we can read.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, ReadOnlySpan<byte> content, bool executable = false)
    {
        var file = Path.Combine(path, name);
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) settings.UnixCreateMode = executable ? OwnerOnly | UnixFileMode.UserExecute : OwnerOnly;
        using var stream = new FileStream(file, settings);
        stream.Write(content);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
