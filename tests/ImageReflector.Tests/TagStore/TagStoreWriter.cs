using System.Globalization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.TagStore;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>The program that <see cref="KilledWriterTests"/> kills: writes one listing after the other and says so after each.</summary>
internal static class TagStoreWriter
{
    public const string Command = "write-tags";
    public const int Repositories = 7;

    public static string[] Tags(long step) => [.. RealisticTags.Make((int)(step % 5), 200), $"step-{step}"];

    public static int Run(string path, string firstStep)
    {
        using var store =
            SqliteTagStore.Open(path, TimeProvider.System, incident => throw new InvalidOperationException(incident.Message)).Value;
        for (var step = long.Parse(firstStep, CultureInfo.InvariantCulture); ; step++)
        {
            var outcome = store.Replace(new ObjectKey("apps", $"r{step % Repositories}"), "x", Tags(step), Stores.T0.AddSeconds(step));
            if (!outcome.IsSuccess) return 1;
            Console.Out.WriteLine(step.ToString(CultureInfo.InvariantCulture));
            Console.Out.Flush();
        }
    }
}
