using System.Globalization;
using ImageAutomation.Common.Policies;

namespace ImageAutomation.Cli.Explaining;

/// <summary>Who withdrew a tag, when and why, as the end of a sentence.</summary>
internal static class WithdrawalText
{
    public static string Of(WithdrawnTag entry)
    {
        var by = entry.By is null ? "" : $" by {entry.By}";
        var at = entry.At is { } when ? $" ({when.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)})" : "";
        return $"{by}{at}{(entry.Reason is null ? "" : $": {entry.Reason}")}";
    }
}
