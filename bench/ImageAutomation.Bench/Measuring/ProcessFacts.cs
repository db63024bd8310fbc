using System.Globalization;

namespace ImageAutomation.Bench.Measuring;

/// <summary>What the kernel knows about a process. Memory that its children use is not in it.</summary>
internal static class ProcessFacts
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    public static double ResidentBytes(int process) => Status(process, "VmRSS:");

    /// <summary>Highest resident memory since the start, or since the last <see cref="ForgetPeak"/>.</summary>
    public static double PeakBytes(int process) => Status(process, "VmHWM:");

    /// <summary>Begins the peak of this process anew, after everything that can be freed was freed.</summary>
    public static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <summary>Processor time, user and system, of the process alone.</summary>
    public static double ProcessorSeconds(int process)
    {
        var line = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' '); // the name before may hold anything
        return (double.Parse(fields[11], CultureInfo.InvariantCulture)
            + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static double Status(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status")
            .First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Replace(name, "", StringComparison.Ordinal).Trim(),
            CultureInfo.InvariantCulture) * 1024;
    }
}
