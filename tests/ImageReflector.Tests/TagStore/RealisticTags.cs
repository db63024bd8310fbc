using System.Globalization;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>Tags as people name them: releases, branch builds with commit ids, dates, digest-like signature tags.</summary>
internal static class RealisticTags
{
    public static string[] Make(int seed, int count)
    {
        var random = new Random(seed);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var build = 1000;
        var day = new DateTime(2024, 1, 1).AddDays(seed % 300);
        while (tags.Count < count)
        {
            build += random.Next(1, 4);
            day = day.AddHours(random.Next(1, 12));
            tags.Add((seed % 5) switch
            {
                0 => $"{random.Next(0, 6)}.{random.Next(0, 60)}.{random.Next(0, 40)}{(random.Next(4) == 0 ? $"-rc.{random.Next(1, 9)}" : "")}",
                1 => $"main-{Commit(random)}-{new DateTimeOffset(day, TimeSpan.Zero).ToUnixTimeSeconds()}",
                2 => $"{day.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}-{Commit(random)}",
                3 => $"v1.{build / 100}.{build % 100}-{(build % 2 == 0 ? "alpine" : "debian")}",
                _ => $"build-{build}",
            });
        }

        return [.. tags];
    }

    private static string Commit(Random random) => random.Next(0x1000000, 0xFFFFFFF).ToString("x7", CultureInfo.InvariantCulture);
}
