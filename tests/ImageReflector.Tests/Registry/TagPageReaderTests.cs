using System.Text;
using System.Text.Json;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>The streaming reader against a parser that sees the whole document.</summary>
public sealed class TagPageReaderTests
{
    [Fact]
    public async Task ReadsWhatAWholeDocumentParserReads_WhereverTheBytesAreCut()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var text = Document(random);
            using var document = JsonDocument.Parse(text);
            var expected = document.RootElement.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
                ? tags.EnumerateArray().Select(tag => tag.GetString() ?? "").Select(tag => tag.Length > 1024 ? "" : tag).ToList()
                : [];
            var read =
                await TagPageReader.ReadAsync(new ChoppedStream(Encoding.UTF8.GetBytes(text), random), "test", CancellationToken.None);
            Assert.True(read.IsSuccess, $"seed {seed}: {read.Failure}");
            Assert.Equal(expected, ((TagPage)read.Value).Tags);
        }
    }

    [Fact]
    public async Task RefusesCutDocuments()
    {
        var text = Document(new Random(1)).TrimEnd();
        for (var length = 0; length < Math.Min(text.Length, 3000); length += 7)
        {
            var read = await TagPageReader.ReadAsync(
                new ChoppedStream(Encoding.UTF8.GetBytes(text[..length]), new Random(length)), "test", CancellationToken.None);
            Assert.Equal(RegistryReasons.InvalidResponse, read.Failure?.Reason);
        }
    }

    [Fact]
    public async Task BoundsDepthAndTokens()
    {
        foreach (var text in (string[])["{\"a\":" + new string('[', 40) + new string(']', 40) + "}", "{\"a\":\""
            + new string('x', 1_100_000) + "\",\"tags\":[]}"])
        {
            var read = await TagPageReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test", CancellationToken.None);
            Assert.Equal(RegistryReasons.InvalidResponse, read.Failure?.Reason);
        }
    }

    private static string Document(Random random)
    {
        var parts = new List<string> { "\"name\":\"a/b\"" };
        var tags = Enumerable.Range(0, random.Next(0, 400)).Select(_ => random.Next(20) switch
        {
            0 => "\"caf\\u00e9\\n\"",
            1 => "\"é\\\"x\"",
            2 => $"\"{new string('z', random.Next(900, 1200))}\"",
            _ => $"\"v{random.Next()}\"",
        });
        parts.Add(random.Next(8) == 0 ? "\"tags\": null" : $"\"tags\" : [ {string.Join(random.Next(2) == 0 ? "," : " ,\n ", tags)} ]");
        parts.Add($"\"manifest\":{{\"sha256:x\":{{\"tag\":[\"no\",\"tags\"],\"tags\":[1,{{\"tags\":[]}}],\"size\":{random.Next()}}}}}");
        if (random.Next(3) == 0) parts.Add($"\"big\":\"{new string('y', random.Next(10_000, 60_000))}\"");
        return "{" + string.Join(" , ", parts.OrderBy(_ => random.Next())) + "}\n ";
    }

    /// <summary>Hands out between one byte and a few thousand at a time.</summary>
    private sealed class ChoppedStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(
                buffer[..Math.Min(buffer.Length, random.Next(4) == 0 ? random.Next(1, 8) : random.Next(1, 4000))], cancellationToken);
    }
}
