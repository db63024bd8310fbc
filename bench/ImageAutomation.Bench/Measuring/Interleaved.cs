namespace ImageAutomation.Bench.Measuring;

/// <summary>Runs the sides in turn, so that a noisy minute falls on all of them.</summary>
internal static class Interleaved
{
    /// <summary>Medians by side, in the order of the sides. Warm-up runs count on from run 0 and are not measured.</summary>
    public static async Task<IReadOnlyList<(Side Side, Sample Median)>> RunAsync(int runs, int warmUps, params Side[] sides)
    {
        var samples = sides.Select(_ => new List<Sample>()).ToList();
        for (var run = 0; run < runs + warmUps; run++)
        {
            for (var turn = 0; turn < sides.Length; turn++)
            {
                var i = run % 2 == 0 ? turn : sides.Length - 1 - turn; // nobody is always second
                GC.Collect(); // what one side left behind is not collected on the other's time
                var sample = await sides[i].RunAsync(run);
                if (run >= warmUps) samples[i].Add(sample);
            }
        }

        return [.. sides.Select(
            (side, i) =>
                (side, new Sample(
                    Statistics.Median(samples[i].Select(s => s.Seconds)), Statistics.Median(samples[i].Select(s => s.Bytes)))))];
    }
}
