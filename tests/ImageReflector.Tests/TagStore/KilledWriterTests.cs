using System.Diagnostics;
using System.Globalization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.TagStore;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>Kills a writing process at arbitrary points; <c>IMAGEAUTOMATION_KILLS</c> says how often (default 6).</summary>
public sealed class KilledWriterTests(ITestOutputHelper output) : IDisposable
{
    private readonly Stores stores = new();

    public void Dispose() => stores.Dispose();

    [Fact]
    public async Task LosesNothingThatWasAcknowledged_When_TheWriterIsKilled()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("IMAGEAUTOMATION_KILLS"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted : 6;
        var random = new Random(11);
        long acknowledged = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var start = new ProcessStartInfo(
                Environment.ProcessPath!,
                [typeof(KilledWriterTests).Assembly.Location, TagStoreWriter.Command, stores.Path, $"{acknowledged + 1}"])
            {
                RedirectStandardOutput = true,
            };
            using var writer = Process.Start(start) ?? throw new InvalidOperationException("the writer did not start");
            // Some progress first, so that the kill hits writing and not starting.
            var lines = random.Next(3, 60);
            for (var line = 0; line < lines; line++)
                acknowledged = long.Parse(await writer.StandardOutput.ReadLineAsync()
                    ?? throw new InvalidOperationException("the writer ended"), CultureInfo.InvariantCulture);
            writer.Kill();
            await writer.WaitForExitAsync();
            while (await writer.StandardOutput.ReadLineAsync() is { Length: > 0 } late)
                acknowledged = long.Parse(late, CultureInfo.InvariantCulture);

            using var store = stores.Open();
            long newest = 0;
            for (var i = 0; i < TagStoreWriter.Repositories; i++)
            {
                var read = Stores.Read(store, new ObjectKey("apps", $"r{i}"));
                if (read is null) continue;
                // The step is the one tag that differs; a mixed row would not have its revision and be dropped as an incident.
                var step = read.Tags.Where(tag => tag.StartsWith("step-", StringComparison.Ordinal))
                    .Select(tag => long.Parse(tag.AsSpan(5), CultureInfo.InvariantCulture)).Single();
                Assert.Equal(TagOrder.Sort(TagStoreWriter.Tags(step)), read.Tags);
                newest = Math.Max(newest, step);
            }

            Assert.InRange(newest, acknowledged, acknowledged + 1);
            Assert.Empty(stores.Incidents);
            acknowledged = newest;
        }

        output.WriteLine($"{kills} kills, {acknowledged} writes acknowledged");
    }
}
