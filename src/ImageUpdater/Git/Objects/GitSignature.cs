using System.Globalization;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Who and when, in a commit.</summary>
/// <param name="Name">Name; may be empty.</param>
/// <param name="Email">E-mail address; may be empty.</param>
/// <param name="When">Whole seconds, with the offset that was written.</param>
public sealed record GitSignature(string Name, string Email, DateTimeOffset When)
{
    /// <summary>The form in a commit: <c>name &lt;mail&gt; seconds +hhmm</c>, without characters that would end a field.</summary>
    internal string ToHeader()
    {
        var offset = When.Offset;
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        var seconds = Math.Max(0, When.ToUnixTimeSeconds());
        return string.Create(CultureInfo.InvariantCulture,
            $"{Clean(Name)} <{Clean(Email)}> {seconds} {sign}{Math.Abs(offset.Hours):00}{Math.Abs(offset.Minutes):00}");
    }

    /// <summary>Reads that form; odd text gives the closest reading, never a failure, because history may hold anything.</summary>
    internal static GitSignature FromHeader(string text)
    {
        var open = text.IndexOf('<', StringComparison.Ordinal);
        var close = text.LastIndexOf('>');
        if (open < 0 || close < open) return new GitSignature(text.Trim(), "", DateTimeOffset.UnixEpoch);
        var rest = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new GitSignature(text[..open].Trim(), text[(open + 1)..close], Time(rest));
    }

    private static DateTimeOffset Time(string[] parts)
    {
        if (parts.Length == 0 || !long.TryParse(parts[0], out var seconds) || seconds is < 0 or > 253_402_300_799)
            return DateTimeOffset.UnixEpoch;
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zone))
            return time;
        var offset = new TimeSpan(zone / 100, zone % 100, 0);
        var local = time.UtcDateTime.Ticks + offset.Ticks;
        return offset.Duration() <= TimeSpan.FromHours(14) && local >= 0 && local <= DateTime.MaxValue.Ticks ? time.ToOffset(offset) : time;
    }

    private static string Clean(string text)
    {
        var kept = text.Where(c => c is not ('<' or '>') && !char.IsControl(c)).ToArray();
        // git trims the same characters at both ends of a name.
        return new string(kept).Trim(' ', '.', ',', ':', ';', '"', '\'', '\\');
    }
}
