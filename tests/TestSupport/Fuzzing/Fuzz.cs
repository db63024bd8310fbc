using System.Globalization;
using System.Text;
using Xunit;

namespace ImageAutomation.TestSupport.Fuzzing;

/// <summary>
/// Feeds a parser with inputs that are almost right: seeds, changed and spliced by a generator of random numbers that is the same on each
/// run.
/// Anything that escapes fails with the input; so does an input that takes longer than any input should.
/// </summary>
public static class Fuzz
{
    private const int MaxLength = 4096;
    private const int DefaultCount = 3000;

    // Far above what any input takes on a slow machine; one that is not bounded takes for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Inputs for each target; <c>eng/fuzz.sh</c> sets a million.</summary>
    public static int Count => Number("IMAGEAUTOMATION_FUZZ", DefaultCount);

    /// <summary>Runs a target.</summary>
    /// <param name="seeds">Right inputs.</param>
    /// <param name="words">What means something to the parser.</param>
    /// <param name="target">Parses; failures are values, exceptions are faults.</param>
    public static async Task RunAsync(IReadOnlyList<string> seeds, IReadOnlyList<string> words, Action<byte[]> target)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        var mutator = new Mutator(
            [.. seeds.Select(Encoding.UTF8.GetBytes)], [.. words.Select(Encoding.UTF8.GetBytes)],
            Number("IMAGEAUTOMATION_FUZZ_SEED", 20260101));
        byte[] current = [];
        var done = 0;
        var work = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                current = mutator.Next(MaxLength);
                try
                {
                    target(current);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"input {i}: {Shown(current)}", exception);
                }

                Interlocked.Increment(ref done);
            }
        });
        while (!work.IsCompleted)
        {
            var before = Volatile.Read(ref done);
            await Task.WhenAny(work, Task.Delay(Longest, TimeProvider.System));
            if (!work.IsCompleted && Volatile.Read(ref done) == before) Assert.Fail($"no end after {Longest}: {Shown(current)}");
        }

        await work;
    }

    private static string Shown(byte[] input) =>
        $"{Convert.ToHexString(input)} ({Encoding.UTF8.GetString(input).ReplaceLineEndings("\\n")})";

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
        : standard;
}
