using System.Text.Json;
using Xunit;

namespace ImageAutomation.TestSupport;

/// <summary>Finds golden data: the part that is kept with the tests, and the full set where it lies next to the repository.</summary>
public static class ConformanceFile
{
    /// <summary>The files of one set, as theory data. Finding none is an error.</summary>
    public static TheoryData<string> Find(string folder, string name)
    {
        var data = new TheoryData<string>();
        var root = Root();
        data.Add(Path.Combine(root, "tests", "Common.Tests", "data", folder, name));
        var shared = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(root, "..", "shared");
        var full = Path.GetFullPath(Path.Combine(shared, "conformance", name));
        if (File.Exists(full)) data.Add(full);
        return data;
    }

    /// <summary>The cases of a file; an empty one is an error.</summary>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        var cases = File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.NotEmpty(cases);
        return cases;
    }

    public static string? Text(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static IReadOnlyList<string> Texts(this JsonElement element, string property) =>
        [.. element.GetProperty(property).EnumerateArray().Select(item => item.GetString()!)];

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ImageAutomation.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository root was not found above the test assembly.");
    }
}
