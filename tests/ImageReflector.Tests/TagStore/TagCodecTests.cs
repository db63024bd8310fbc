using ImageAutomation.ImageReflector.TagStore;

using Xunit;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

public sealed class TagCodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5000)]
    public void RestoresWhatItPacked(int count)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var tags = TagOrder.Sort(RealisticTags.Make(seed, count));
            var random = new Random(seed);
            var times = tags.Select(_ => random.NextInt64(0, 4_000_000_000)).ToArray();
            var (unpacked, firstSeen) = TagCodec.Unpack(TagCodec.Pack(tags, times));
            Assert.Equal(tags, unpacked);
            Assert.Equal(times, firstSeen);
        }
    }

    [Fact]
    public void RestoresExtremeValues()
    {
        string[] tags = [new('z', 128), "\u00fc", "a"];
        long[] times = [long.MaxValue, long.MinValue, 0];
        var (unpacked, firstSeen) = TagCodec.Unpack(TagCodec.Pack(tags, times));
        Assert.Equal(tags, unpacked);
        Assert.Equal(times, firstSeen);
    }

    [Fact]
    public void RefusesDamage_WithoutAnyOtherException()
    {
        var tags = TagOrder.Sort(RealisticTags.Make(1, 200));
        var packed = TagCodec.Pack(tags, new long[tags.Length]);
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var damaged = packed.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                TagCodec.Unpack(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 0);
    }
}
