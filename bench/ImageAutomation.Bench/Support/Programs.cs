namespace ImageAutomation.Bench.Support;

/// <summary>The programs of this repository, as built beside this one.</summary>
internal static class Programs
{
    /// <param name="project">Folder of the project in <c>src</c>.</param>
    /// <param name="program">Name of the program.</param>
    public static string PathOf(string project, string program)
    {
        // This program lies in bench/ImageAutomation.Bench/bin/CONFIGURATION/FRAMEWORK.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName; // five levels down, as above
        var path = Path.Combine(root, "src", project, "bin", output.Parent.Name, output.Name, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"not built: dotnet build -c Release src/{project}", path);
    }
}
