using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

internal static class SigningFailures
{
    private const int MaxDetail = 300;

    /// <summary>The key cannot be used.</summary>
    public static Failure Key(string message) => Failure.Transient(Reasons.SourceManagerFailed, message);

    /// <summary>A commit could not be signed.</summary>
    public static Failure Sign(string message) => Failure.Transient(Reasons.GitOperationFailed, "failed to sign commit: " + message);

    /// <summary>What a program said, on one line.</summary>
    public static string Detail(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => !l.StartsWith("[GNUPG:]", StringComparison.Ordinal));
        var detail = string.Concat(string.Join("; ", lines).Where(c => !char.IsControl(c)));
        return detail.Length > MaxDetail ? detail[..MaxDetail] + "..." : detail.Length == 0 ? "no reason given" : detail;
    }
}
