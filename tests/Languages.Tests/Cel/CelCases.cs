using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>Finds the cases of a folder of data; finding none is an error.</summary>
public static class CelCases
{
    public static TheoryData<CelCase> Find(string folder)
    {
        var root = Path.Combine(ConformanceFile.Root(), "tests", "Languages.Tests", "data", folder);
        var data = new TheoryData<CelCase>();
        foreach (var file in Directory.EnumerateFiles(root, "*.jsonl").Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(file);
            Assert.NotEmpty(lines);
            foreach (var line in lines) data.Add(new CelCase(Path.GetFileNameWithoutExtension(file), line));
        }

        Assert.NotEmpty(data);
        return data;
    }
}
