using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>What a run of git left.</summary>
/// <param name="ExitCode">0 on success.</param>
/// <param name="Bytes">Standard output.</param>
/// <param name="ErrorLines">Last lines of standard error, sanitised.</param>
internal sealed record GitOutput(int ExitCode, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> ErrorLines)
{
    /// <summary>What git puts before each line that the server said.</summary>
    public const string OfServer = "remote:";

    /// <summary>The lines as one text.</summary>
    public string ErrorText => string.Join("; ", ErrorLines);

    /// <summary>Lines of git itself.</summary>
    public IEnumerable<string> OwnLines => ErrorLines.Where(line => !line.StartsWith(OfServer, StringComparison.Ordinal));

    /// <summary>Standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}
