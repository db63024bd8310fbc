using System.Globalization;
using System.Text.Json;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>What a token service answered.</summary>
/// <param name="Token">The access token; null when the answer held none.</param>
/// <param name="RefreshToken">A rotated refresh token.</param>
/// <param name="UsableFor">How long it is used: what is left of 80 % of its life.</param>
/// <remarks>Source: distribution, token authentication; OAuth2 variant.</remarks>
internal sealed record TokenAnswer(string? Token, string? RefreshToken, TimeSpan UsableFor)
{
    public const int MaxBytes = 64 * 1024;

    private const double ShortestLifeSeconds = 60;
    private const double LongestLifeSeconds = 24 * 3600;
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    /// <returns>Null when it is not JSON.</returns>
    public static TokenAnswer? Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var token = Text(root, "token") ?? Text(root, "access_token");
            var life = TimeSpan.FromSeconds(Math.Clamp(Seconds(root), ShortestLifeSeconds, LongestLifeSeconds));

            // A server with a wrong clock must not give us tokens that are over, or that never end.
            var issued =
                DateTimeOffset.TryParse(Text(root, "issued_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                && (at - now).Duration() <= LargestSkew ? at : now;
            return new TokenAnswer(token, Text(root, "refresh_token"), issued + (life * 0.8) - now);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            return null; // the caller names the token service; the position in its answer helps nobody
        }
    }

    private static double Seconds(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value)) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) return number;
        return value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var text)
            && double.IsFinite(text) ? text : 0;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
        ? text : null;
}
