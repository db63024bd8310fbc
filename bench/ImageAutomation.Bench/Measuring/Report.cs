using System.Runtime.InteropServices;

namespace ImageAutomation.Bench.Measuring;

internal static class Report
{
    public static void Begin(IScenario scenario, string[] arguments, BenchOptions options)
    {
        Console.WriteLine($"## {scenario.Name}");
        Console.WriteLine();
        Console.WriteLine(scenario.Measures);
        Console.WriteLine();
        Console.WriteLine(
            $"`dotnet run -c Release --project bench/ImageAutomation.Bench -- {string.Join(' ', arguments)}`, "
                + $"sizes {string.Join(", ", options.Sizes.Select(s => Text.Count(s)))}, "
            + $"{Environment.ProcessorCount} "
            + $"processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}.");
        Console.WriteLine();
#if DEBUG
        Note("DEBUG BUILD: these numbers mean nothing.");
#endif
    }

    /// <summary>A sentence below or between tables, such as why something was left out.</summary>
    public static void Note(string text)
    {
        Console.WriteLine(text);
        Console.WriteLine();
    }
}
