using System.Diagnostics;
using ImageAutomation.Common.Resources.Core;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>
/// The stated large set-up: 5,000 repositories with 2,000,000 tags within 80 MB; a tenth of it unless the full one is asked for.
/// </summary>
public sealed class LargeTagStoreTests(ITestOutputHelper output) : IDisposable
{
    private readonly Stores stores = new();

    public void Dispose() => stores.Dispose();

    [Fact]
    public void StaysSmall_At_FourHundredTagsPerRepository()
    {
        var full = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_FULL") == "1";
        var repositories = full ? 5000 : 500;
        if (!full) output.WriteLine("a tenth of the large set-up; IMAGEAUTOMATION_FULL=1 runs all of it");
        using var store = stores.Open();
        var clock = Stopwatch.StartNew();
        long tags = 0;
        for (var i = 0; i < repositories; i++)
        {
            var key = new ObjectKey($"team-{i % 50}", $"app-{i}");
            // Most tags arrived one scan after the other, so their times differ.
            var all = RealisticTags.Make(i, 400);
            store.Replace(key, $"ghcr.io/team-{i % 50}/app-{i}", all[..300], Stores.T0.AddMinutes(i));
            store.Replace(key, $"ghcr.io/team-{i % 50}/app-{i}", all[..350], Stores.T0.AddHours(i));
            tags += store.Replace(key, $"ghcr.io/team-{i % 50}/app-{i}", all, Stores.T0.AddDays(i)).Value.Count;
        }

        var written = clock.Elapsed;
        clock.Restart();
        for (var i = 0; i < repositories; i++)
            Assert.Equal(400, Stores.Read(store, new ObjectKey($"team-{i % 50}", $"app-{i}"))?.Tags.Count);
        var read = clock.Elapsed;
        var size = Directory.GetFiles(Path.GetDirectoryName(stores.Path)!).Sum(file => new FileInfo(file).Length);
        output.WriteLine(
            $"{repositories} repositories, {tags} tags: {size / 1e6:0.0} MB on disk with side files, {repositories * 3} "
                + $"writes {written.TotalSeconds:0.0} s, {repositories} reads {read.TotalSeconds:0.0} s");
        Assert.InRange(size, 0, 80_000_000L * repositories / 5000);
    }
}
