using System.Globalization;
using System.Net.Http.Headers;

namespace ImageAutomation.ImageReflector.Registry.Budgets;

/// <summary>How long a registry asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>Reset values above this are points in time, below it seconds from now.</summary>
    private const long EarliestUnixTime = 1_000_000_000;

    /// <summary>
    /// Reads <c>Retry-After</c> (seconds or HTTP date), then the reset headers that Docker Hub, GitLab and GitHub send instead.
    /// </summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (First(headers, "Retry-After") is { } text)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return Seconds(seconds);
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                return NotNegative(date - now);
        }

        foreach (var name in (ReadOnlySpan<string>)["X-Retry-After", "RateLimit-Reset", "X-RateLimit-Reset"])
        {
            if (!long.TryParse(First(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) continue;
            return value >= EarliestUnixTime ? NotNegative(DateTimeOffset.FromUnixTimeSeconds(Math.Min(value, 253_402_300_799)) - now)
                : Seconds(value);
        }

        return null;
    }

    internal static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static TimeSpan Seconds(long seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 10_000_000));

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
