using Xunit.Abstractions;

namespace ImageAutomation.Containers.Tests;

/// <summary>
/// What a test found out beside its verdict: to its output, and to the file that <c>IMAGEAUTOMATION_CONTAINER_REPORT</c> names.
/// </summary>
internal static class Report
{
    private static readonly Lock Gate = new();

    public static void Line(ITestOutputHelper output, string text)
    {
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("IMAGEAUTOMATION_CONTAINER_REPORT") is not { Length: > 0 } file) return;
        lock (Gate) File.AppendAllText(file, text + "\n");
    }
}
