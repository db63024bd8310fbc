using System.Text;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Which files of the repository are updated.</summary>
public sealed class UpdatePathTests : PublishingTest
{
    [ProgramTheory("git")]
    [InlineData("", "a/app.yaml b/app.yaml ab/app.yaml")]
    [InlineData(".", "a/app.yaml b/app.yaml ab/app.yaml")]
    [InlineData("./a", "a/app.yaml")]
    [InlineData("a/", "a/app.yaml")]
    [InlineData("/a", "a/app.yaml")]
    [InlineData("a/app.yaml", "a/app.yaml")]
    [InlineData("../a", "a/app.yaml")]
    [InlineData("b/../a", "a/app.yaml")]
    [InlineData("a/../../../..", "a/app.yaml b/app.yaml ab/app.yaml")]
    [InlineData("alias", "a/app.yaml")]
    [InlineData("deep/alias", "b/app.yaml")]
    public async Task Path_NamesAFolderOrAFile_AndNeverLeavesTheRepository(string path, string written)
    {
        string[] all = ["a/app.yaml", "b/app.yaml", "ab/app.yaml"];
        Harness.Repository.Commit(all.ToDictionary(p => p, _ => (string?)PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0")));
        Link("alias", "a");
        Link("deep/alias", "../b");
        Harness.Automation(more: $"  update: {{path: '{path}'}}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(written.Split(' '), all.Where(p => Harness.Tag(p) == "1.1.0"));
    }

    [ProgramTheory("git")]
    [InlineData("nope")]
    [InlineData("app.yaml/nope")]
    [InlineData("outside")]
    [InlineData("dangling")]
    public async Task AMissingPath_IsNamedWithItsField(string path)
    {
        Start();
        Link("outside", "../../etc");
        Link("dangling", "nowhere");
        Harness.Automation(more: $"  update: {{path: {path}}}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "UpdateFailed",
            $"failed to apply policies: walking path for files: '{path}'", "correct spec.update.path of ImageUpdateAutomation team/auto");
    }

    [ProgramFact("git")]
    public async Task TemplatesSeeFilesBelowThePath_AndOursFromTheRoot()
    {
        Start(path: "deep/app.yaml");
        Harness.Automation(
            more: "  update: {path: deep}\n",
            commit: "      messageTemplate: '{{ range $file, $objects := .Changed.FileChanges }}{{ $file }}{{ end }}'\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("app.yaml", Harness.Repository.Log()[0].Subject);
        Assert.Equal("deep/app.yaml", Harness.Events()[^1].Metadata!["files"]); // a push has facts
    }

    [ProgramFact("git")]
    public async Task ALinkWithAManifestsName_IsReadThrough_WhereverItLeadsInTheRepository()
    {
        Harness.Repository.Commit(new Dictionary<string, string?>
        {
            ["store/app.txt"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"),
            ["store/web.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"),
        });
        Link("live/app.yaml", "../store/app.txt");
        Link("live/web.yaml", "../store/web.yaml");
        Link("live/passwd.yaml", "/etc/passwd");
        Link("live/up.yaml", "../../up.yaml");
        Link("live/gone.yaml", "nowhere.yaml");
        Link("live/loop.yaml", "loop.yaml");
        Harness.Automation(more: "  update: {path: live}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(("1.1.0", "1.1.0"), (Harness.Tag("store/app.txt"), Harness.Tag("store/web.yaml")));
        Assert.Equal("120000", Harness.Repository.Git("ls-tree", "main", "live/app.yaml")[..6]);
    }

    [ProgramFact("git")]
    public async Task ATextFile_WhoseLinkIsGone_IsLeftAlone()
    {
        Harness.Repository.Commit("store/app.txt", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"));
        Link("app.yaml", "store/app.txt");
        await Harness.RunAsync("1.1.0", "app");
        Assert.Equal("1.1.0", Harness.Tag("store/app.txt"));
        Harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = null });
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag("store/app.txt"));
    }

    [ProgramFact("git")]
    public async Task AnExecutableFile_IsUpdated_AndStaysExecutable()
    {
        Entry("100755", "app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"));
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag());
        Assert.Equal("100755", Harness.Repository.Git("ls-tree", "main", "app.yaml")[..6]);
    }

    [ProgramFact("git")]
    public async Task AnUnparsableFile_IsLeftAlone_AndTheOthersGoOn()
    {
        Start();
        var broken = "{{- if .Values.on }}\n" + PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0") + "{{- end }}\n";
        Harness.Repository.Commit("chart/app.yaml", broken);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(broken, Harness.Repository.Read("chart/app.yaml"));
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task UnparsableLine_EditsTheMarkedLineOnly()
    {
        var broken = "{{- if .Values.on }}\n" + PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0") + "{{- end }}\n";
        Harness.Repository.Commit("chart/app.yaml", broken);
        Harness.Automation(more: "  update: {unparsable: Line}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(broken.Replace(":1.0.0", ":1.1.0", StringComparison.Ordinal), Harness.Repository.Read("chart/app.yaml"));
    }

    [ProgramTheory("git")]
    [InlineData("")]
    [InlineData("  update: {}\n")]
    [InlineData("  update: {path: .}\n")]
    [InlineData("  update: {strategy: Setters}\n")]
    public async Task Setters_AreTheDefault(string update)
    {
        Start();
        Harness.Automation(more: update);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task ImageFields_NeedNoMarkers()
    {
        const string Text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: job}\nspec:\n  jobTemplate:\n    spec:\n      "
            + "template:\n        spec:\n          containers:\n          - {name: main, image: 'ghcr.io/acme/app:1.0.0'} # "
            + "keep\n          - {name: side, image: ghcr.io/acme/other:1.0.0}\n";
        Harness.Repository.Commit("job.yaml", Text);
        Harness.Repository.Commit("kustomization.yaml", "images:\n- name: app\n  newName: ghcr.io/acme/app\n  newTag: 1.0.0\n");
        Harness.Automation(more: "  update: {strategy: ImageFields}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(Text.Replace("app:1.0.0", "app:1.1.0", StringComparison.Ordinal), Harness.Repository.Read("job.yaml"));
        Assert.Equal("images:\n- name: app\n  newName: ghcr.io/acme/app\n  newTag: 1.1.0\n", Harness.Repository.Read("kustomization.yaml"));

        Harness.Repository.Revert(Harness.Repository.Head()!); // just pushed
        var held = await Harness.RunAsync();
        AssertReady(held);
        Assert.Equal(2, held.Status.Holds?.Total);
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Contains("app:1.2.0", Harness.Repository.Read("job.yaml"), StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task TwoPoliciesThatClaimOneField_FailTheRun_BothNamed()
    {
        Harness.Policy("twin", "semver: {range: '>=1.0.0'}");
        Start();
        Harness.Repository.Commit(
            "plain.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec:\n  containers:\n  - name: main\n    image: ghcr.io/acme/app:1.0.0\n");
        Harness.Automation(more: "  update: {strategy: ImageFields}\n");
        await Harness.ElectAsync("1.2.0", "twin");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "UpdateFailed", "failed to apply policies: ", "plain.yaml:7", "team/app and team/twin");
        Assert.Equal("1.0.0", Harness.Tag());
    }

    private void Link(string path, string target) => Entry("120000", path, target);

    private void Entry(string mode, string path, string content)
    {
        var blob = TestProcess.Run("git", Harness.Repository.Path, Encoding.UTF8.GetBytes(content), ["hash-object", "-w", "--stdin"])
            .Trim();
        var from = Harness.Repository.Head() is { } head ? $"from {head}\n" : "";
        var stream = $"commit refs/heads/main\ncommitter Person <person@example.org> 1767300000 +0000\ndata "
            + $"4\nlink\n{from}M {mode} {blob} {path}\n\n";
        TestProcess.Run("git", Harness.Repository.Path, Encoding.UTF8.GetBytes(stream), ["fast-import", "--quiet", "--force"]);
    }
}
