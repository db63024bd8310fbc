namespace ImageAutomation.TestSupport.Fuzzing;

/// <summary>
/// Makes inputs out of seeds: bytes flipped, cut, doubled, moved, words of the language put in, seeds spliced, nesting repeated.
/// </summary>
internal sealed class Mutator(byte[][] seeds, byte[][] words, int seed)
{
#pragma warning disable CA5394 // the same inputs on each run are what is wanted
    private readonly Random random = new(seed);

    public byte[] Next(int maxLength)
    {
        var input = seeds[random.Next(seeds.Length)].ToList();
        for (var steps = random.Next(1, 9); steps > 0; steps--) Change(input);
        if (input.Count > maxLength) input.RemoveRange(maxLength, input.Count - maxLength);
        return [.. input];
    }

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1, 17), input.Count - at);
        switch (random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                input.Insert(at, (byte)random.Next(256));
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                var moved = input.GetRange(at, length);
                input.RemoveRange(at, length);
                input.InsertRange(random.Next(input.Count + 1), moved);
                break;
            case 5:
                var other = seeds[random.Next(seeds.Length)];
                var start = random.Next(other.Length + 1);
                input.InsertRange(at, other[start..Math.Min(other.Length, start + random.Next(1, 65))]);
                break;
            case 6:
                var repeated = words.Length > 0 ? words[random.Next(words.Length)] : [(byte)random.Next(256)];
                for (var count = 1 << random.Next(8); count > 0; count--) input.InsertRange(at, repeated);
                break;
            case 7:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                if (words.Length > 0) input.InsertRange(at, words[random.Next(words.Length)]);
                break;
        }
    }
#pragma warning restore CA5394
}
