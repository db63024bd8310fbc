using Xunit;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A fact that needs programs on the PATH. Without them it is skipped with the reason, but fails where <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => FindProgram(program) is null).ToList();
        // In CI the test runs into the missing program and fails with its name.
        if (missing.Count > 0 && Environment.GetEnvironmentVariable("CI") != "true") Skip = $"not installed: {string.Join(", ", missing)}";
    }

    public static string? FindProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
