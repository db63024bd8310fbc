using System.Buffers;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Finds the files whose content holds a text. A content that is there under several paths is read once.</summary>
internal static class ContentSearch
{
    private const int BufferBytes = 64 << 10;

    // Two readers keep two processors busy; more would only take them from others.
    private const int Readers = 2;
    private const int FilesForTwoReaders = 512;

    /// <summary>Whether bytes hold what is looked for.</summary>
    internal delegate bool Test(ReadOnlySpan<byte> content);

    /// <summary>The files that hold a text.</summary>
    /// <param name="place">The repository; each reader opens it for itself.</param>
    /// <param name="files">Where to look.</param>
    /// <param name="text">Finds it.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>
    /// Of <paramref name="files"/> those with the text, in the same order; a missing content is damage (kind
    /// <see cref="GitFailureKind.Damaged"/>).
    /// </returns>
    public static async Task<Result<IReadOnlyList<TreeFile>>> FindAsync(
        ObjectPlace place, IReadOnlyList<TreeFile> files, Test text, int length, CancellationToken cancellationToken)
    {
        var ids = files.Select(file => file.Id).Distinct().ToList();
        var readers = ids.Count < FilesForTwoReaders ? 1 : Math.Min(Readers, Environment.ProcessorCount);
        var parts = Enumerable.Range(0, readers).Select(n => ids[(ids.Count * n / readers)..(ids.Count * (n + 1) / readers)]);
        var found =
            await Task.WhenAll(parts.Select(part => Task.Run(() => Search(place, part, text, cancellationToken), cancellationToken)));

        var hits = new HashSet<ObjectId>();
        foreach (var part in found)
        {
            if (!part.TryGet(out var searched, out var failure)) return failure;
            hits.UnionWith(searched.Hits);
            foreach (var large in searched.Large)
            {
                if (!(await HoldsAsync(place, large, text, length, cancellationToken)).TryGet(out var holds, out failure)) return failure;
                if (holds) hits.Add(large);
            }
        }

        return files.Where(file => hits.Contains(file.Id)).ToList();
    }

    private static Result<(List<ObjectId> Hits, List<ObjectId> Large)> Search(
        ObjectPlace place, List<ObjectId> ids, Test text, CancellationToken cancellationToken)
    {
        if (!ObjectSession.Open(place, cancellationToken).TryGet(out var session, out var failure)) return failure;
        using (session)
        {
            var hits = new List<ObjectId>();
            var large = new List<ObjectId>();
            foreach (var id in ids)
            {
                if (!session.Header(id).TryGet(out var header, out failure)) return failure;
                if (header.Kind != ObjectKind.Blob) return session.Damage($"file content {id} is missing");
                if (header.Size > place.Limits.MaxObjectBytes)
                {
                    large.Add(id);
                    continue;
                }

                var holds = false;
                if (!session.Lend(id, bytes => holds = text(bytes)).TryGet(out _, out failure)) return failure;
                if (holds) hits.Add(id);
            }

            return (hits, large);
        }
    }

    /// <summary>
    /// Whether a content that is too large to be held has a text: git streams it. One above the second bound counts as having it, so that
    /// it is told.
    /// </summary>
    private static async Task<Result<bool>> HoldsAsync(
        ObjectPlace place, ObjectId id, Test text, int length, CancellationToken cancellationToken)
    {
        using (var session = ObjectSession.Open(place, cancellationToken) is { IsSuccess: true, Value: var opened } ? opened : null)
            if (session?.Header(id) is { IsSuccess: true, Value.Size: var size } && size > place.Limits.MaxSearchedBytes) return true;

        var call = new GitCall("cat-file", "blob", id.ToString())
        {
            GitDirectory = place.GitDirectory,
            Settings = [new("core.bigFileThreshold", "1m")], // streamed above it, not held
        };
        if (!place.Runner.Start(call).TryGet(out var process, out var failure)) return failure;
        using (process)
        {
            var errors = GitRunner.ReadTailAsync(process.StandardError.BaseStream);
            using var deadline = new CancellationTokenSource(place.Limits.MaxTime, place.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                var kept = 0;
                int read;
                while ((read = await process.StandardOutput.BaseStream.ReadAsync(buffer.AsMemory(kept), linked.Token)) > 0)
                {
                    var filled = kept + read;
                    if (text(buffer.AsSpan(0, filled))) return true;
                    kept = Math.Min(filled, length - 1);
                    buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
                }

                await process.WaitForExitAsync(linked.Token);
                return process.ExitCode == 0
                    ? false
                    : GitFailures.Transient(
                        GitFailureKind.Damaged,
                        $"file content {id} cannot be read ({Sanitizer.Clean(await errors)}) in the mirror of '{place.Url}'");
            }
            catch (OperationCanceledException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return GitFailures.Transient(GitFailureKind.Timeout, "reading objects stood still", inner: exception);
            }
            finally
            {
                GitRunner.Kill(process);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
