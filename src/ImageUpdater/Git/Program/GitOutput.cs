using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>What a run of git left.</summary>
/// <param name="ExitCode">0 on success.</param>
/// <param name="Bytes">Standard output.</param>
/// <param name="ErrorText">End of standard error, sanitised.</param>
internal sealed record GitOutput(int ExitCode, ReadOnlyMemory<byte> Bytes, string ErrorText)
{
    /// <summary>Standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}
