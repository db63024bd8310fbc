using System.Globalization;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Bench.Support;

/// <summary>Tags as people name them; the same for the same seed. Distinct, in stored order.</summary>
internal static class TagMaker
{
    /// <summary>Releases, release candidates, and one in five that is no version.</summary>
    public static string[] Versions(int count) => Make(1, count, static (random, i) => (i % 5) switch
    {
        0 => $"main-{Commit(random)}",
        1 => $"{Version(random)}-rc.{random.Next(1, 9).ToString(CultureInfo.InvariantCulture)}",
        _ => Version(random),
    });

    /// <summary>Branch, commit and time of a build; one in five is of another branch.</summary>
    public static string[] Builds(int count) => Make(2, count, static (random, i) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(i % 5 == 0 ? "feature" : "main")}-{Commit(random)}-{1_700_000_000 + random.Next(99_999_999)}"));

    /// <summary>Dates with commits.</summary>
    public static string[] Dates(int count) => Make(3, count, static (random, _) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddMinutes(random.Next(1_000_000)):yyyyMMddHHmm}-{Commit(random)}"));

    /// <summary>What one of many repositories holds: the naming differs from one to the next. In the order of publication.</summary>
    public static string[] OfRepository(int number, int count)
    {
        var random = new Random(number);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var build = 1000;
        var time = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(number % 300);
        while (tags.Count < count)
        {
            build += random.Next(1, 4);
            time = time.AddHours(random.Next(1, 12));
            tags.Add((number % 4) switch
            {
                0 => $"{Version(random)}{(random.Next(4) == 0 ? "-rc.1" : "")}",
                1 => $"main-{Commit(random)}-{time.ToUnixTimeSeconds()}",
                2 => $"{time:yyyyMMddHHmm}-{Commit(random)}",
                _ => $"v1.{build / 100}.{build % 100}-{(build % 2 == 0 ? "alpine" : "debian")}",
            });
        }

        return [.. tags];
    }

    private static string[] Make(int seed, int count, Func<Random, int, string> tag)
    {
        var random = new Random(seed);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        while (tags.Count < count) tags.Add(tag(random, tags.Count));
        return [.. tags.Order(Utf8Order.Descending)];
    }

    private static string Version(Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"{random.Next(20)}.{random.Next(100)}.{random.Next(200)}");

    private static string Commit(Random random) => random.Next(0x1000000, 0xFFFFFFF).ToString("x7", CultureInfo.InvariantCulture);
}
