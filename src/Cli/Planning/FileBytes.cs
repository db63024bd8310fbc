namespace ImageAutomation.Cli.Planning;

/// <summary>Reads whole files into one buffer. For one thread.</summary>
internal sealed class FileBytes
{
    /// <summary>Longest file that is read. No manifest comes near it, and a file of that size would not be one to edit.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

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
}
