using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Fields without markers, case by case (<c>data/editing/fields</c>: the tree before and after).</summary>
public sealed class ImageFieldTests
{
    private static string Folder => Path.Combine(EditingData.Sample, "fields");

    public static TheoryData<string> Cases()
    {
        var cases = Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)
            .ToArray();
        Assert.NotEmpty(cases);
        return [.. cases];
    }

    public static IEnumerable<byte[]> Inputs() =>
        Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void SetsFieldsWhoseRepositoryIsThePolicys(string name)
    {
        var editor = Editor(EditingData.Policies(Path.Combine(EditingData.Sample, "policies.json")));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, name, "in")))
        {
            var expected = Path.Combine(Folder, name, "out", Path.GetFileName(file));
            var plan = EditProperties.Check(editor, Path.GetFileName(file), File.ReadAllBytes(file), EditStrategy.ImageFields);
            if (Environment.GetEnvironmentVariable("IMAGEAUTOMATION_APPROVE") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(expected)!); // below Folder, so it has one
                File.WriteAllBytes(expected, plan.Content.ToArray());
            }

            Assert.Equal(File.ReadAllText(expected), EditingData.Show(plan.Content.Span));
        }
    }

    [Fact]
    public void NamesBothPolicies_When_TwoClaimOneField()
    {
        var editor = Editor(
        [
            new ElectedImage(new ObjectKey("a", "two"), new ImageRef { Name = "docker.io/library/nginx", Tag = "2" }),
            new ElectedImage(new ObjectKey("a", "one"), new ImageRef { Name = "nginx", Tag = "1" }),
        ]);

        var plan = editor.Plan("values.yaml", Encoding.UTF8.GetBytes("x:\n  image: nginx:1.0\n"));

        Assert.Empty(plan.Changes);
        Assert.Equal(
            "values.yaml:2: x.image is claimed by policies a/one and a/two; narrow update.path, or use markers",
            Assert.Single(plan.Conflicts).ToString());
    }

    [Fact]
    public void ReportsThePosition_When_AFileIsNotYaml()
    {
        var plan = Editor([]).Plan("values.yaml", File.ReadAllBytes(Path.Combine(Folder, "other", "in", "broken-values.yaml")));

        Assert.Equal(new FileProblem(1, 19, "did not find expected key"), plan.Targets.Problem);
    }

    [Fact]
    public void NamesPolicyAndPart_InTheSetterOfAChange()
    {
        var editor = Editor([new ElectedImage(new ObjectKey("ns", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "v2" })]);

        var plan = editor.Plan(
            "values.yaml", Encoding.UTF8.GetBytes("image: {repository: ghcr.io/acme/app, tag: v1}\nb: {image: \"ghcr.io/acme/app:v1\"}\n"));

        Assert.Equal(
            ["ns:app:tag: v1 -> v2", "ns:app: ghcr.io/acme/app:v1 -> ghcr.io/acme/app:v2"],
            plan.Changes.Select(c => $"{c.Setter}: {c.OldValue} -> {c.NewValue}"));
    }

    private static FileEditor Editor(IReadOnlyList<ElectedImage> policies) =>
        FileEditor.Create(policies, new EditOptions { Strategy = EditStrategy.ImageFields }).Value;
}
