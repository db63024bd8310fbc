using System.Globalization;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Times of senders: RFC 3339, with fractions of any length; Nexus writes the zone without its colon.</summary>
internal static class HookTime
{
    private const int MaxFraction = 7;

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    /// <summary>Reads a time with a zone.</summary>
    /// <returns>The time in UTC; null when it has another form, lacks the zone, or is the year 1, which Go writes for none.</returns>
    public static DateTimeOffset? Read(string? text) => Parse(text) is { Year: > 1 } time ? time : null;

    /// <summary>Whether the text is RFC 3339.</summary>
    public static bool IsRfc3339(string? text) => text is [.., 'Z'] or [.., ':', _, _] && Parse(text) is not null;

    private static DateTimeOffset? Parse(string? text)
    {
        if (text is null) return null;
        var end = text.EndsWith('Z') ? text.Length - 1 : text.LastIndexOfAny(['+', '-']);
        if (end < 0 || !TryReadZone(text[end..], out var zone)) return null;
        var local = text[..end];
        var dot = local.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var fraction = local[(dot + 1)..];
            if (fraction.Length == 0 || fraction.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
            local = $"{local[..dot]}.{fraction[..Math.Min(fraction.Length, MaxFraction)]}";
        }

        if (!DateTime.TryParseExact(local, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        var ticks = time.Ticks - zone.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    // Z, +hh:mm or +hhmm
    private static bool TryReadZone(string text, out TimeSpan zone)
    {
        zone = TimeSpan.Zero;
        if (text == "Z") return true;
        if (text.Length == 6 && text[3] == ':') text = text.Remove(3, 1);
        if (text.Length != 5 || text.AsSpan(1).ContainsAnyExceptInRange('0', '9')) return false;
        int hours = int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture),
            minutes = int.Parse(text.AsSpan(3, 2), CultureInfo.InvariantCulture);
        if (hours > 23 || minutes > 59) return false;
        zone = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-') zone = -zone;
        return true;
    }
}
