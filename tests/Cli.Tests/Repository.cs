namespace ImageAutomation.Cli.Tests;

/// <summary>Finds things of this repository, and the full conformance sets where somebody keeps them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Tests(params string[] parts) => Path.Combine([Root, "tests", .. parts]);

    /// <summary>The folder of the full sets; null when it is not on this machine.</summary>
    public static string? FullSets
    {
        get
        {
            var shared = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(Root, "..", "shared");
            var folder = Path.GetFullPath(Path.Combine(shared, "conformance"));
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImageAutomation.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
