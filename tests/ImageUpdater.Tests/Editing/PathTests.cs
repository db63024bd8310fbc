using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class PathTests
{
    private static readonly string[] Tree = ["a.yaml", "apps/a.yaml", "apps/web/b.yaml", "apps-old/c.yaml"];

    [Theory]
    [InlineData(null, "a.yaml=a.yaml apps/a.yaml=apps/a.yaml apps/web/b.yaml=apps/web/b.yaml apps-old/c.yaml=apps-old/c.yaml")]
    [InlineData("./", "a.yaml=a.yaml apps/a.yaml=apps/a.yaml apps/web/b.yaml=apps/web/b.yaml apps-old/c.yaml=apps-old/c.yaml")]
    [InlineData("apps", "apps/a.yaml=a.yaml apps/web/b.yaml=web/b.yaml")]
    [InlineData("./apps/./web//", "apps/web/b.yaml=b.yaml")]
    [InlineData("../../apps/web/../web", "apps/web/b.yaml=b.yaml")]
    [InlineData("/apps/a.yaml", "apps/a.yaml=a.yaml")]
    public void SelectsAFolderOrAFile_WithPathsRelativeToIt(string? path, string expected) =>
        Assert.Equal(expected, string.Join(' ', UpdatePath.Select(Tree, path).Value.Select(s => $"{s.Path}={s.Relative}")));

    [Fact]
    public void LeavesFilesAlone_When_TheFilterDoes()
    {
        var image = new ElectedImage(new ObjectKey("team", "app"), new ImageRef { Name = "nginx", Tag = "2" });
        var options = new EditOptions { Strategy = EditStrategy.ImageFields, Paths = new PathFilter([], ["tests/"]) };
        var editor = FileEditor.Create([image], options).Value;

        Assert.Empty(editor.Plan("tests/values.yaml", "image: nginx:1\n"u8.ToArray()).Changes);
        Assert.Single(editor.Plan("values.yaml", "image: nginx:1\n"u8.ToArray()).Changes);
    }

    [Fact]
    public void Fails_When_NothingIsThere()
    {
        var selected = UpdatePath.Select(Tree, "app");

        Assert.Equal("UpdateFailed", selected.Failure?.Reason);
        Assert.Contains("walking path for files", selected.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.yaml", true)]
    [InlineData("x/b.yml", true)]
    [InlineData(".yaml", true)]
    [InlineData("Kustomization", true)]
    [InlineData("x/Kustomization", true)]
    [InlineData(".github/a.yaml", true)]
    [InlineData("kustomization", false)]
    [InlineData("a.YAML", false)]
    [InlineData("a.yaml.bak", false)]
    [InlineData("yaml", false)]
    [InlineData("a.json", false)]
    [InlineData(".git/a.yaml", false)]
    [InlineData("sub/.git/a.yaml", false)]
    public void ScreensByName(string path, bool expected) => Assert.Equal(expected, FileScreening.IsCandidate(path));

    [Theory]
    [InlineData("*.yaml", "", "a/b/c.yaml", true)]
    [InlineData("apps/*.yaml", "", "apps/c.yaml", true)]
    [InlineData("apps/*.yaml", "", "apps/b/c.yaml", false)]
    [InlineData("apps/**/c.yaml", "", "apps/c.yaml", true)]
    [InlineData("apps/", "", "apps/b/c.yaml", true)]
    [InlineData("/apps/**", "", "apps/b/c.yaml", true)]
    [InlineData("", "tests/", "tests/a.yaml", false)]
    [InlineData("", "**/tests/**", "x/tests/a.yaml", false)]
    [InlineData("*.yaml", "c?.yaml", "c1.yaml", false)]
    [InlineData("a+(b).yaml", "", "a+(b).yaml", true)]
    public void FiltersByGlob(string include, string exclude, string path, bool expected) =>
        Assert.Equal(expected, new PathFilter(include.Length == 0 ? [] : [include], exclude.Length == 0 ? [] : [exclude]).Takes(path));
}
