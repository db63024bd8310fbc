using System.Buffers;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Planning;

/// <summary>A file before and after.</summary>
/// <param name="Path">Path below the folder.</param>
/// <param name="Before">Its bytes.</param>
/// <param name="After">Its new bytes.</param>
internal sealed record FileEdit(string Path, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After)
{
    /// <summary>Prints unified differences.</summary>
    public static void Print(Answer answer, IEnumerable<FileEdit> edits)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var edit in edits) UnifiedDiff.Write(buffer, edit.Path, edit.Before, edit.After);
        if (buffer.WrittenCount > 0) answer.Print(buffer.WrittenSpan);
    }

    /// <summary>Writes the new bytes, file by file.</summary>
    /// <returns>Whether all could be written.</returns>
    public static bool Apply(Answer answer, string folder, IEnumerable<FileEdit> edits)
    {
        var isWhole = true;
        foreach (var edit in edits)
        {
            try
            {
                AtomicFile.Replace(System.IO.Path.Combine(folder, edit.Path), edit.After.Span);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                answer.Complain($"{edit.Path}: cannot be written: {e.Message}");
                isWhole = false;
            }
        }

        return isWhole;
    }
}
