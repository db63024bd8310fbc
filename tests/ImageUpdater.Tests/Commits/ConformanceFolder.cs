namespace ImageAutomation.ImageUpdater.Tests.Commits;

/// <summary>Finds test data in the clone and the full sets where somebody keeps them.</summary>
internal static class ConformanceFolder
{
    public static string Root { get; } = FindRoot();

    public static string Data(params string[] parts) => Path.Combine([Root, "tests", "ImageUpdater.Tests", "data", .. parts]);

    /// <summary>The full set of a file; null when it is not on this machine.</summary>
    public static string? Shared(string file)
    {
        var folder = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(Root, "..", "shared");
        var path = Path.Combine(folder, "conformance", file);
        return File.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImageAutomation.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
