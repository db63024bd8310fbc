using System.Text;
using ImageAutomation.Cli.Planning;
using Xunit;

namespace ImageAutomation.Cli.Tests;

public sealed class LineDiffTests
{
    [Fact]
    public void BlocksTurnTheOldLinesIntoTheNew_WhateverWasEdited()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var old = Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(6)).ToList();
            var now = new List<int>(old);
            for (var edit = random.Next(6); edit > 0; edit--)
            {
                var at = random.Next(now.Count + 1);
                if (random.Next(2) == 0 && at < now.Count) now.RemoveAt(at);
                else now.Insert(at, random.Next(6));
            }

            Check(Lines(old), Lines(now));
        }
    }

    [Fact]
    public void AShortScriptIsFound()
    {
        var old = Lines(Enumerable.Range(0, 50));
        var now = Lines(Enumerable.Range(0, 50).Where(i => i is not (10 or 30)));
        Assert.Equal([new DiffBlock(10, 11, 10, 10), new DiffBlock(30, 31, 29, 29)], LineDiff.Compare(old, now));
    }

    [Fact]
    public void WhatHasNothingInCommon_IsOneBlock_WithoutALongSearch()
    {
        var old = Lines(Enumerable.Range(0, 20_000));
        var now = Lines(Enumerable.Range(20_000, 20_001));
        Assert.Equal([new DiffBlock(0, 20_000, 0, 20_001)], LineDiff.Compare(old, now));
    }

    private static void Check(List<ReadOnlyMemory<byte>> old, List<ReadOnlyMemory<byte>> now)
    {
        var result = new List<string>();
        var at = 0;
        foreach (var block in LineDiff.Compare(old, now))
        {
            Assert.True(block.OldStart >= at && block.OldEnd >= block.OldStart && block.NewEnd >= block.NewStart);
            result.AddRange(old[at..block.OldStart].Select(Text));
            Assert.Equal(result.Count, block.NewStart);
            result.AddRange(now[block.NewStart..block.NewEnd].Select(Text));
            at = block.OldEnd;
        }

        result.AddRange(old[at..].Select(Text));
        Assert.Equal(now.Select(Text), result);
    }

    private static List<ReadOnlyMemory<byte>> Lines(IEnumerable<int> numbers) =>
        [.. numbers.Select(n => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{n}\n"))];

    private static string Text(ReadOnlyMemory<byte> line) => Encoding.UTF8.GetString(line.Span);
}
