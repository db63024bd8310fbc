using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.Cli.Planning;

/// <summary>Reads whole files into one buffer. For one thread.</summary>
internal sealed class FileBytes
{
    /// <summary>Longest file that is read: the same as in a repository.</summary>
    public const int MaxBytes = FileScreening.LargestFile;

    private const int Overlap = 256;

    private byte[] buffer = new byte[64 * 1024];

    /// <summary>The bytes of a file; valid until the next call.</summary>
    /// <exception cref="IOException">The file cannot be read, or is longer than <see cref="MaxBytes"/>.</exception>
    public ReadOnlySpan<byte> Read(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(handle);
        if (length > MaxBytes) throw new IOException($"it has {length} bytes, and more than {MaxBytes} are not read");
        if (buffer.Length < length) buffer = new byte[length];
        var read = 0;
        while (read < length)
        {
            var more = RandomAccess.Read(handle, buffer.AsSpan(read, (int)length - read), read);
            if (more == 0) break; // it became shorter meanwhile
            read += more;
        }

        return buffer.AsSpan(0, read);
    }

    /// <summary>Whether a part of a file of any length passes a screen, read piece by piece.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool HoldsAny(string path, Func<ReadOnlySpan<byte>, bool> screen)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (long at = 0; ; at += buffer.Length - Overlap) // what a screen looks for is shorter than the overlap
        {
            var read = RandomAccess.Read(handle, buffer, at);
            if (screen(buffer.AsSpan(0, read))) return true;
            if (read < buffer.Length) return false;
        }
    }
}
