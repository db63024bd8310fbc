using System.Buffers;
using System.Text.Json;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Reads <c>{"name":"..","tags":[..]}</c> from a stream, token by token; nothing but the tags is kept.</summary>
/// <remarks>
/// Source: OCI distribution spec, "Listing Tags". <c>tags</c> may be null or empty; an object without it is no listing, whatever its
/// status.
/// </remarks>
internal sealed class TagPageReader
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>A single JSON token larger than this is refused; Google's listings have many members but none this long.</summary>
    private const int LargestBuffer = 1024 * 1024;

    /// <summary>No tag is longer; such a name is kept out of memory but still counted as invalid.</summary>
    private const int LongestKept = 1024;

    /// <summary>Of an answer without tags so much is kept to read what it says instead.</summary>
    private const int MaxHead = 16 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly List<string> tags = [];
    private readonly ArrayBufferWriter<byte> head = new();
    private bool inTags;
    private bool atTags;
    private bool sawTags;
    private string? fault;

    public static async ValueTask<Result<TagPage>> ReadAsync(Stream stream, string purpose, CancellationToken cancellationToken)
    {
        var reader = new TagPageReader();
        var fault = await reader.ReadAsync(stream, cancellationToken);
        if (fault is null && reader.tags.Count == 0)
        {
            var said = RegistryErrorBody.Read(reader.head.WrittenMemory);
            return new TagPage(reader.sawTags && said.Codes.Count == 0 ? reader.tags : null, said);
        }

        return fault is null ? new TagPage(reader.tags, RegistryErrorBody.Empty)
            : Failure.Transient(RegistryReasons.InvalidResponse, $"{purpose}: {fault}; check that the host is a registry");
    }

    private async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 32 });
            var filled =
                await stream.ReadAtLeastAsync(buffer.AsMemory(), ByteOrderMark.Length, throwOnEndOfStream: false, cancellationToken);
            if (buffer.AsSpan(0, filled).StartsWith(ByteOrderMark))
                buffer.AsSpan(ByteOrderMark.Length, filled -= ByteOrderMark.Length).CopyTo(buffer);
            if (filled == 0) filled = await stream.ReadAsync(buffer, cancellationToken);
            var read = filled;
            while (true)
            {
                if (tags.Count == 0) head.Write(buffer.AsSpan(filled - read, Math.Min(read, MaxHead - head.WrittenCount)));
                var used = Consume(buffer.AsSpan(0, filled), read == 0, ref state);
                if (fault is not null) return fault;
                if (read == 0) return null;
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length)
                {
                    if (buffer.Length >= LargestBuffer) return "the tag listing holds an oversized JSON value";
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                filled += read;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            return "the tag listing is not JSON"; // its exact position helps nobody, and its text would quote the answer
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Consume(ReadOnlySpan<byte> bytes, bool isLast, ref JsonReaderState state)
    {
        var json = new Utf8JsonReader(bytes, isLast, state);
        while (fault is null && json.Read()) Take(ref json);
        state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader json)
    {
        if (inTags)
        {
            if (json.TokenType == JsonTokenType.EndArray) inTags = false;
            else if (json.TokenType != JsonTokenType.String) fault = "the tag listing holds something else than strings";
            else tags.Add(Text(ref json));
            return;
        }

        if (atTags)
        {
            atTags = false;
            if (json.TokenType == JsonTokenType.StartArray) inTags = true;
            else if (json.TokenType != JsonTokenType.Null) fault = "'tags' of the tag listing is not a list";
            return;
        }

        if (json.CurrentDepth == 0 && json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            fault = "the tag listing is not a JSON object";
        else if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("tags"u8))
        {
            if (sawTags) fault = "the tag listing has two lists";
            sawTags = true;
            atTags = true;
        }
    }

    private static string Text(ref Utf8JsonReader json)
    {
        if (json.ValueSpan.Length > LongestKept) return "";
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return ""; // invalid UTF-8 or a lone surrogate: no tag, counted as such
        }
    }
}
