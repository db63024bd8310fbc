using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>Reads markers: comments that are one JSON object with the key <c>$imagepolicy</c>.</summary>
internal static class Marker
{
    private const string Key = "$imagepolicy";

    /// <summary>Whether a comment is the kind of text that ends the search for a marker.</summary>
    /// <param name="comment">From the first <c>#</c> to the end of the line.</param>
    /// <returns>The setter text; null when the comment is no marker.</returns>
    public static string? Read(ReadOnlySpan<byte> comment)
    {
        if (comment.IndexOf("imagepolicy"u8) < 0 && comment.IndexOf("\\u"u8) < 0) return null;
        var json = comment.TrimStart((byte)'#');
        try
        {
            // Utf8JsonReader throws on text that is not JSON; there is no form of it that does not.
            return ReadObject(new Utf8JsonReader(json));
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair.
            return null;
        }
    }

    /// <summary>Cuts a setter text into policy and part; null when it is neither two nor three words.</summary>
    public static (ObjectKey Policy, TargetPart Part)? Parse(string setter)
    {
        var words = setter.Split(':');
        if (words.Length is < 2 or > 3 || words[0].Length == 0 || words[1].Length == 0) return null;
        TargetPart? part = words.Length == 2 ? TargetPart.Full : words[2] switch
        {
            "name" => TargetPart.Name,
            "tag" => TargetPart.Tag,
            "digest" => TargetPart.Digest,
            _ => null,
        };
        return part is { } known ? (new ObjectKey(words[0], words[1]), known) : null;
    }

    private static string? ReadObject(Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        string? setter = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals(Key);
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return null;
            if (isKey) setter = reader.GetString();
        }

        // Anything behind the object makes the next read throw or return another token.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) return null;
        return string.IsNullOrEmpty(setter) ? null : setter;
    }
}
