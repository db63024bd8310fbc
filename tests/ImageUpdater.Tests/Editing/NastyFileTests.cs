using ImageAutomation.ImageUpdater.Editing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>The files that <c>docs/editing.md</c> shows.</summary>
public sealed class NastyFileTests
{
    private static string Folder => Path.Combine(EditingData.Sample, "nasty");

    public static TheoryData<string> Files()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Folder, "in")).Select(Path.GetFileName).OfType<string>()
            .Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        return [.. files];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EditsAsTheDocumentationShows(string file)
    {
        var editor = FileEditor.Create(EditingData.Policies(Path.Combine(EditingData.Sample, "policies.json"))).Value;
        var before = File.ReadAllBytes(Path.Combine(Folder, "in", file));
        var plan = EditProperties.Check(editor, file, before);
        var expected = Path.Combine(Folder, "out", file);
        if (Environment.GetEnvironmentVariable("IMAGEAUTOMATION_APPROVE") == "1") File.WriteAllBytes(expected, plan.Content.ToArray());

        Assert.Equal(File.ReadAllBytes(expected), plan.Content.ToArray());
        var page = File.ReadAllLines(Path.Combine(EditingData.Root, "docs", "editing.md")).ToHashSet();
        var (old, now) = (Lines(before), Lines(plan.Content.ToArray()));
        Assert.All(old.Except(now), line => Assert.Contains("-" + line, page));
        Assert.All(now.Except(old), line => Assert.Contains("+" + line, page));
    }

    private static string[] Lines(byte[] content) => EditingData.Show(content).Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
}
