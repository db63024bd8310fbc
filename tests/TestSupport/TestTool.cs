namespace ImageAutomation.TestSupport;

/// <summary>Programs that integration parts need.</summary>
public static class TestTool
{
    /// <summary>
    /// The full path of a program, looked up in PATH and in the folders of system programs; null when it is not installed.
    /// </summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/local/sbin"])
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Writes a script for <c>/bin/sh</c> that can be run.</summary>
    public static string Script(string path, string text)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    /// <summary>Why a test is skipped, or null. On CI nothing is skipped: the test runs and fails.</summary>
    public static string? SkipReason(params string[] names)
    {
        var missing = names.Where(name => Find(name) is null).ToList();
        return missing.Count == 0 || Environment.GetEnvironmentVariable("CI") == "true" ? null
            : $"not installed: {string.Join(", ", missing)}";
    }
}
