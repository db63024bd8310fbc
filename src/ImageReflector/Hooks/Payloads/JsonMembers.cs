using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>
/// Members of a body that may have any shape: what is missing, of another type or too large is not there. Nothing here throws for an
/// element that <see cref="HookBody"/> made.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Most items that are read of an array; further ones are ignored.</summary>
    public const int MaxItems = 1000;

    /// <summary>Most characters of a text that is taken; a longer one is ignored.</summary>
    public const int MaxTextLength = 1024;

    // A character takes up to six bytes: \u0041.
    private const int MaxBytesOfCharacter = 6;

    private const long LastUnixSecond = 253_402_300_799;

    /// <summary>A member of an object; <c>Undefined</c> when there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>Whether a member is an object.</summary>
    public static bool HasObject(this JsonElement element, string name) => element.Member(name).ValueKind == JsonValueKind.Object;

    /// <summary>A member that is text of 1 to 1,024 characters; else null.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name).AsText();

    /// <summary>The element itself, if it is text of 1 to <paramref name="maxLength"/> characters; else null.</summary>
    public static string? AsText(this JsonElement element, int maxLength = MaxTextLength)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        if (JsonMarshal.GetRawUtf8Value(element).Length > (maxLength * MaxBytesOfCharacter) + 2) return null;
        try
        {
            return element.GetString() is { Length: > 0 } text && text.Length <= maxLength ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>The first 1,000 items of a member that is an array; else none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Member(name).AsItems();

    /// <summary>The first 1,000 items, if the element is an array; else none.</summary>
    public static IEnumerable<JsonElement> AsItems(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Take(MaxItems) : [];

    /// <summary>A member that is a time: RFC 3339 text, or seconds since 1970; else null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name)
    {
        var value = element.Member(name);
        if (value.ValueKind != JsonValueKind.Number) return HookTime.Read(value.AsText());
        // Some senders write 1.767225600e+09.
        return value.TryGetDouble(out var seconds) && seconds is > 0 and <= LastUnixSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
    }

    /// <summary>A member that is a whole number or digits as text, as text; else null.</summary>
    public static string? Digits(this JsonElement element, string name)
    {
        var value = element.Member(name);
        var text = value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number.ToString(CultureInfo.InvariantCulture) : value.AsText();
        return text.AsSpan().ContainsAnyExceptInRange('0', '9') ? null : text;
    }
}
