using System.Diagnostics;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Program;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>One running <c>git cat-file --batch-command</c>. Not thread-safe; after any exception it is only good for disposal.</summary>
internal sealed class ObjectPipe(Process process, long maxObjectBytes) : IDisposable
{
    private readonly Stream output = process.StandardOutput.BaseStream;
    private readonly Stream input = process.StandardInput.BaseStream;
    private readonly Task<string> errors = GitRunner.ReadTailAsync(process.StandardError.BaseStream);
    private readonly byte[] buffer = new byte[64 << 10];
    private int start;
    private int end;

    /// <summary>Asks for objects by expressions without blanks or line ends, and hands them over in order; null stands for a missing one.</summary>
    /// <exception cref="IOException">The process ended, printed nonsense, or an object is larger than the bound.</exception>
    public async Task ReadAsync(IReadOnlyList<string> expressions, Func<int, GitObject?, ValueTask> onObject, CancellationToken cancellationToken)
    {
        // Requests and answers overlap; written in one go they would fill both pipes and block for ever.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(expressions, stop.Token);
        try
        {
            for (var i = 0; i < expressions.Count; i++) await onObject(i, await ReadOneAsync(cancellationToken));
        }
        catch
        {
            await stop.CancelAsync();
            GitRunner.Kill(process);
            await writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        await writing;
    }

    /// <summary>End of what the process printed as errors; waits for its end.</summary>
    public async Task<string> ErrorsAsync() => Sanitizer.Clean(await errors);

    /// <inheritdoc/>
    public void Dispose()
    {
        GitRunner.Kill(process);
        process.Dispose();
    }

    private async Task WriteAsync(IReadOnlyList<string> expressions, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        for (var i = 0; i < expressions.Count; i++)
        {
            text.Append("contents ").Append(expressions[i]).Append('\n');
            if (text.Length < 32 << 10 && i + 1 < expressions.Count) continue;
            await input.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            await input.FlushAsync(cancellationToken);
            text.Clear();
        }
    }

    private async Task<GitObject?> ReadOneAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        if (line.EndsWith(" missing", StringComparison.Ordinal)) return null;
        var parts = line.Split(' ');
        if (parts.Length != 3 || !ObjectId.TryParse(parts[0], out var id) || KindOf(parts[1]) is not { } kind || !long.TryParse(parts[2], out var size))
            throw new IOException($"git cat-file answered '{Sanitizer.Clean(line)}'");
        if (size > maxObjectBytes)
        {
            if (kind != ObjectKind.Blob) throw new ObjectTooLargeException(id, size);
            await SkipAsync(size + 1, cancellationToken); // and the newline behind it
            return new GitObject(id, kind, ReadOnlyMemory<byte>.Empty) { SizeNotRead = size };
        }

        var content = new byte[size];
        await FillAsync(content, cancellationToken);
        var newline = new byte[1];
        await FillAsync(newline, cancellationToken);
        return newline[0] == '\n' ? new GitObject(id, kind, content) : throw new IOException("git cat-file lost its place");
    }

    private static ObjectKind? KindOf(string text) => text switch
    {
        "blob" => ObjectKind.Blob,
        "tree" => ObjectKind.Tree,
        "commit" => ObjectKind.Commit,
        "tag" => ObjectKind.Tag,
        _ => null,
    };

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end) await RefillAsync(cancellationToken);
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var take = newline < 0 ? end - start : newline;
            line.Append(Encoding.UTF8.GetString(buffer, start, take));
            start += take + (newline < 0 ? 0 : 1);
            if (newline >= 0) return line.ToString();
            if (line.Length > 4096) throw new IOException("git cat-file printed an endless line");
        }
    }

    private async Task FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            if (start == end)
            {
                if (target.Length >= buffer.Length)
                {
                    await output.ReadExactlyAsync(target, cancellationToken);
                    return;
                }

                await RefillAsync(cancellationToken);
            }

            var take = Math.Min(target.Length, end - start);
            buffer.AsMemory(start, take).CopyTo(target);
            start += take;
            target = target[take..];
        }
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (start == end) await RefillAsync(cancellationToken);
            var take = (int)Math.Min(count, end - start);
            start += take;
            count -= take;
        }
    }

    private async Task RefillAsync(CancellationToken cancellationToken)
    {
        start = 0;
        end = await output.ReadAsync(buffer, cancellationToken);
        if (end == 0) throw new EndOfStreamException("git cat-file ended");
    }
}
