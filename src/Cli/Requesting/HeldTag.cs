using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Requesting;

/// <summary>Which tag accepts a hold.</summary>
internal static class HeldTag
{
    /// <summary>The tag of what was rejected, or else of what Git holds; null when neither field shows a tag.</summary>
    public static string? Of(HoldEntry hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return (hold.Rejected is { Length: > 0 } rejected ? TagOf(rejected) : null) ?? TagOf(hold.Value);
    }

    private static string? TagOf(string value)
    {
        if (value.StartsWith("sha256:", StringComparison.Ordinal)) return null;
        var at = value.IndexOf('@', StringComparison.Ordinal);
        var text = at < 0 ? value : value[..at];
        var colon = text.LastIndexOf(':');
        var slash = text.LastIndexOf('/');
        if (colon > slash) return text[(colon + 1)..];
        return slash < 0 && text.Length > 0 ? text : null;
    }
}
