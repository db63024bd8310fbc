using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Cli.Tests;

public sealed class PlanTests : IDisposable
{
    private const string Policies = """
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: web, namespace: shop}
        spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}
        status: {latestRef: {name: example.com/web, tag: 1.1.0}}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: x}}
        - {apiVersion: image.toolkit.fluxcd.io/v1beta2, kind: ImagePolicy, metadata: {name: new, namespace: other}, spec: {}}
        """;

    private readonly TemporaryFolder folder = new();

    public PlanTests()
    {
        Directory.CreateDirectory(folder.Combine("tree"));
        folder.Write("policies.yaml", Policies);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ChangesAreADiff_AndTheFolderStaysAsItWas()
    {
        Write("apps/web.yaml", "image: example.com/web:1.0.0 # {\"$imagepolicy\": \"shop:web\"}\nother: 1\n");
        var result = await PlanAsync();

        Assert.Equal(2, result.Code);
        Assert.Equal("""
            --- a/apps/web.yaml
            +++ b/apps/web.yaml
            @@ -1,2 +1,2 @@
            -image: example.com/web:1.0.0 # {"$imagepolicy": "shop:web"}
            +image: example.com/web:1.1.0 # {"$imagepolicy": "shop:web"}
             other: 1

            """.ReplaceLineEndings("\n"), result.Out);
        Assert.Contains("1.0.0", Read("apps/web.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangesAreOneJsonDocument_InAscii()
    {
        Write("é.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\nspec:\n  image: x # {\"$imagepolicy\": \"shop:web:tag\"}\n");
        var result = await PlanAsync("-o", "json");

        Assert.Equal(2, result.Code);
        Assert.All(result.Out, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        var expected = JsonNode.Parse(
            """{"changes":[{"file":"é.yaml","object":{"apiVersion":"v1","kind":"Pod","namespace":"n","name":"p"},"setter":"shop:web:tag","oldValue":"x","newValue":"1.1.0","line":5}]}""");
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(result.Out)), result.Out);
    }

    [Fact]
    public async Task NothingToDo_IsExitZero_AndAnEmptyAnswer()
    {
        Write("a.yaml", "image: example.com/web:1.1.0 # {\"$imagepolicy\": \"shop:web\"}\n");
        var result = await PlanAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal("{\n  \"changes\": []\n}\n", (await PlanAsync("-o", "json")).Out);
    }

    [Fact]
    public async Task Write_EditsInPlace_AndKeepsTheMode()
    {
        Write("a.yaml", "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\r\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                folder.Combine("tree", "a.yaml"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        Assert.Equal(2, (await PlanAsync("--write")).Code);

        Assert.Equal("a: 1.1.0 # {\"$imagepolicy\": \"shop:web:tag\"}\r\n", Read("a.yaml"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead,
                File.GetUnixFileMode(folder.Combine("tree", "a.yaml")));
        Assert.Equal(["a.yaml"], Directory.EnumerateFiles(folder.Combine("tree")).Select(Path.GetFileName));
        Assert.Equal(0, (await PlanAsync("--write")).Code);
    }

    [Fact]
    public async Task WhatNothingFollowsFrom_IsReported()
    {
        Write("a.yaml",
            "a: 1 # {\"$imagepolicy\": \"shop:nope\"}\nb: 1 # {\"$imagepolicy\": \"other:new\"}\nc: 1 # {\"$imagepolicy\": \"lonely\"}\n");
        Write("b.yaml", "{{- if .x }}\na: 1 # {\"$imagepolicy\": \"shop:web\"}\n");
        var result = await PlanAsync();

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains("imgauto: a.yaml:1: the marker \"shop:nope\" names no policy", result.Error, StringComparison.Ordinal);
        Assert.Contains("imgauto: a.yaml:2: policy \"other:new\" has elected nothing yet", result.Error, StringComparison.Ordinal);
        Assert.Contains("imgauto: a.yaml:3: the marker \"lonely\" can name no policy", result.Error, StringComparison.Ordinal);
        Assert.Contains("imgauto: b.yaml: left alone", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNotUtf8_IsNamed()
    {
        const string marked = "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n";
        await File.WriteAllBytesAsync(folder.Combine("tree", "le.yaml"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(marked)]);
        await File.WriteAllBytesAsync(folder.Combine("tree", "be.yaml"), [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(marked)]);
        await File.WriteAllBytesAsync(folder.Combine("tree", "bare.yaml"), Encoding.Unicode.GetBytes(marked));
        await File.WriteAllBytesAsync(folder.Combine("tree", "other.yaml"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a: 1\n")]);
        await File.WriteAllBytesAsync(
            folder.Combine("tree", "latin.yaml"), [(byte)'#', 0xE9, (byte)'\n', .. Encoding.UTF8.GetBytes(marked)]);
        var result = await PlanAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        foreach (var name in (string[])["le", "be", "bare"])
            Assert.Contains(
                $"imgauto: {name}.yaml: left alone, it is UTF-16 and holds a marker; save it as UTF-8\n", result.Error,
                StringComparison.Ordinal);
        Assert.Contains(
            "imgauto: latin.yaml: left alone, it is not YAML that can be read: line 1, column 2: invalid UTF-8\n", result.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("other.yaml", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHugeFile_IsLeftAlone_AndNamedWhenItHoldsAMarker()
    {
        const int limit = 32 << 20;
        var marker = Encoding.UTF8.GetBytes(" # {\"$imagepolicy\": \"shop:web\"}\n");
        foreach (var name in (string[])["marked.yaml", "other.yaml"])
        {
            await using var file = File.Create(folder.Combine("tree", name));
            file.SetLength(limit + 1);
            if (name != "marked.yaml") continue;
            file.Position = (1 << 16) - (marker.Length / 2); // across two pieces of reading
            await file.WriteAsync(marker);
        }

        var result = await PlanAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains(
            $"imgauto: marked.yaml: left alone, it has {limit + 1} bytes and more than {limit} are not looked at\n", result.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("other.yaml", result.Error, StringComparison.Ordinal);
    }

    [ProgramFact("sh")]
    public async Task ANameThatIsNotUtf8_CannotBeRead_AndThatIsSaid()
    {
        var made = await Programs.RunAsync(
            "sh", "-c", $"cd {folder.Combine("tree")} && echo 'a: 1' > \"$(printf 'x\\377.yaml')\" && mkdir \"$(printf 'd\\377')\"");
        Assert.Equal(0, made.Code);
        var result = await PlanAsync();
        await Programs.RunAsync("sh", "-c", $"rm -r {folder.Combine("tree")}/*"); // what .NET cannot name it cannot remove
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("x\uFFFD.yaml: cannot be read: its name is not UTF-8\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("d\uFFFD: cannot be read: its name is not UTF-8\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../..", ".")]
    [InlineData("apps/../../b", "b")]
    public async Task APathThatLeadsOutOfTheFolder_IsSaid(string path, string taken)
    {
        Write("b/a.yaml", "a: 1\n");
        Assert.Contains(
            $"imgauto: --path '{path}' leads out of DIR, where '..' stops: '{taken}' is taken\n", (await PlanAsync("--path", path)).Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("leads out", (await PlanAsync("--path", "./b/../b")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MarkedLinesOfTemplates_AreEdited_WhenAskedFor()
    {
        Write("b.yaml", "{{- if .x }}\na: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n{{- end }}\n");
        Assert.Contains("+a: 1.1.0 #", (await PlanAsync("--unparsable", "line")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageFields_NeedNoMarker_AndConflictsFail()
    {
        const string deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: "
            + "[{name: c, image: \"example.com/web:1.0.0\"}]}}}\n";
        Write("d.yaml", deployment);
        Write("escaped.yaml", deployment.Replace("web:", "\\x77eb:", StringComparison.Ordinal));
        var result = await PlanAsync("--strategy", "ImageFields", "-o", "json");
        Assert.Equal(2, result.Code);
        Assert.Equal(["d.yaml", "escaped.yaml"], JsonNode.Parse(result.Out)!["changes"]!.AsArray().Select(c => (string?)c!["file"]));

        folder.Write("policies.yaml", Policies.Replace("kind: List", "kind: List", StringComparison.Ordinal)
            + "\n- {apiVersion: image.toolkit.fluxcd.io/v1, kind: ImagePolicy, metadata: {name: two, namespace: shop}, status: {latestRef: "
            + "{name: example.com/web, tag: 1.3.0}}}\n");
        result = await PlanAsync("--strategy", "ImageFields");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("claimed by policies shop/two and shop/web", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathAndGlobs_LimitTheFiles()
    {
        foreach (var file in new[] { "a/x.yaml", "a/b/y.yaml", "c/z.yaml", ".hidden/h.yaml", ".git/g.yaml", "a/.git/g.yaml",
            "a/Kustomization", "a/n.json" })
            Write(file, "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n");

        Assert.Equal([".hidden/h.yaml", "a/Kustomization", "a/b/y.yaml", "a/x.yaml", "c/z.yaml"], await FilesAsync());
        Assert.Equal(["a/Kustomization", "a/b/y.yaml", "a/x.yaml"], await FilesAsync("--path", "./a/"));
        Assert.Equal(["a/x.yaml"], await FilesAsync("--path", "a/x.yaml"));
        Assert.Equal(["a/b/y.yaml"], await FilesAsync("--path", "a", "--include", "b/*.yaml"));
        Assert.Equal(
            ["a/Kustomization", "c/z.yaml"],
            await FilesAsync(
                "--include", "*.yaml", "--include", "Kustomization", "--exclude", "x.yaml", "--exclude", "a/b/", "--exclude", ".hidden/"));
        Assert.Equal(["a/Kustomization", "a/b/y.yaml", "a/x.yaml"], await FilesAsync("--path", "../a"));
        var missing = await PlanAsync("--path", "nope");
        Assert.Equal((1, ""), (missing.Code, missing.Out));
        Assert.Contains("walking path for files: nope: no such file or directory", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_AreReadThroughOnlyInsideTheFolder()
    {
        const string marked = "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n";
        Write("real/values.txt", marked);
        Write("real/own.yaml", marked);
        folder.Write("outside.yaml", marked);
        Link("values.yaml", "real/values.txt");
        Link("again.yaml", "real/own.yaml");
        Link("out.yaml", "../outside.yaml");
        Link("absolute.yaml", folder.Combine("outside.yaml"));
        Link("dangling.yaml", "nope");
        Link("circle.yaml", "circle.yaml");
        Link("null.yaml", "/dev/null");
        Directory.CreateDirectory(folder.Combine("elsewhere"));
        folder.Write("elsewhere/e.yaml", marked);
        Directory.CreateSymbolicLink(folder.Combine("tree", "folder"), folder.Combine("elsewhere"));
        Directory.CreateSymbolicLink(folder.Combine("tree", "loop"), ".");

        Assert.Equal(["real/own.yaml", "real/values.txt"], await FilesAsync());
        Assert.Equal(1, (await PlanAsync("--path", "folder")).Code);
        Assert.Equal(2, (await PlanAsync("--write")).Code);
        Assert.NotNull(new FileInfo(folder.Combine("tree", "values.yaml")).LinkTarget);
        Assert.Contains("1.1.0", Read("real/values.txt"), StringComparison.Ordinal);
        Assert.Equal(marked, await File.ReadAllTextAsync(folder.Combine("outside.yaml")));
    }

    [Fact]
    public async Task APipe_DoesNotHoldThePlanUp()
    {
        Write("a.yaml", "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n");
        using (var made = System.Diagnostics.Process.Start("mkfifo", folder.Combine("tree", "pipe.yaml"))) await made.WaitForExitAsync();
        Assert.Equal(["a.yaml"], await FilesAsync());
    }

    [Theory]
    [InlineData("nope.yaml", "cannot be read")]
    [InlineData("bad: [", "bad.yaml: line ")]
    [InlineData("a: 1", "there is no ImagePolicy in it")]
    [InlineData("[]", "there is no ImagePolicy in it")]
    [InlineData(
        "{apiVersion: image.toolkit.fluxcd.io/v1, kind: ImagePolicy, metadata: {name: a}, status: {latestRef: {name: x, tag: 1.10}}}",
        "put quotes around a number")]
    [InlineData("{apiVersion: image.toolkit.fluxcd.io/v1, kind: ImagePolicy, metadata: {}}", "no metadata.name")]
    [InlineData(
        "{apiVersion: image.toolkit.fluxcd.io/v1, kind: ImagePolicy, metadata: {name: a}, status: {latestRef: {name: X/Y, tag: a}}}",
        "encountered invalid image ref")]
    public async Task BadPolicies_AreAnError(string policies, string message)
    {
        if (policies != "nope.yaml") folder.Write("bad.yaml", policies);
        Write("a.yaml", "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n");
        var result = await Imgauto.RunAsync("plan", folder.Combine("tree"), "--policies", policies == "nope.yaml" ? policies
            : folder.Combine("bad.yaml"));
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingFolder_OrMissingPolicies_AreErrors()
    {
        Assert.Contains(
            "does not exist",
            (await Imgauto.RunAsync("plan", folder.Combine("nope"), "--policies", folder.Combine("policies.yaml"))).Error,
            StringComparison.Ordinal);
        var result = await Imgauto.RunAsync("plan", folder.Combine("tree"));
        Assert.Equal(1, result.Code);
        Assert.Contains("--policies is missing", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoliciesMayComeFromStdin_AsTypedJsonList()
    {
        Write("a.yaml", "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n");
        const string list = """{"apiVersion":"image.toolkit.fluxcd.io/v1","kind":"ImagePolicyList","items":[{"metadata":{"name":"web","namespace":"shop"},"status":{"latestRef":{"name":"example.com/web","tag":"9.9.9"}}}]}""";
        var result = await Imgauto.RunAsync(["plan", folder.Combine("tree"), "--policies", "-"], list);
        Assert.True(result.Out.Contains("+a: 9.9.9", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public async Task ALargeFolder_IsReadWhole()
    {
        for (var i = 0; i < 1000; i++)
            Write($"d{i % 7}/f{i:0000}.yaml", i % 2 == 0 ? "a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\n" : "a: 1\n");
        Assert.Equal(500, (await FilesAsync()).Count);
    }

    [ProgramTheory("git", "patch")]
    [InlineData("a: 1 #M\n")]
    [InlineData("a: 1 #M")]
    [InlineData("x: 1\ny: 2\nz: 3\nb: 4\na: 1 #M\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\nh: 1\ni: 1\na2: 1 #M\nj: 1\nk: 1\nl: 1\nm: 1")]
    [InlineData("a: 1 #M\r\nb: 2\r\nc: 3\r\n")]
    [InlineData("é: 日本\nä: 1 #M\n😀: 1\n")]
    [InlineData("a:\n  x\n  y #M\nb: 1\nc: >-\n  folded\n  text #M\n")]
    [InlineData("a: \"one\n  two\" #M\nb: 1\nc: 2\nd: 3\ne: 4\nf: 5\ng: 6\nh: 7\ni: \"one\n\n  two\" #M\n")]
    public async Task TheDiff_IsAcceptedByGitAndPatch(string text)
    {
        var before = text.Replace("#M", "# {\"$imagepolicy\": \"shop:web:tag\"}", StringComparison.Ordinal);
        foreach (var name in new[] { "plain.yaml", "with blank.yaml", "quo\"te\\.yaml", "日本.yaml", "tab\t.yaml" })
            Write($"d/{name}", before);
        var diff = await PlanAsync();
        Assert.Equal(2, diff.Code);
        folder.Write("change.diff", diff.Out);
        Copy("tree", "git");
        Copy("tree", "patch");
        await RunAsync("git", "-C", folder.Combine("git"), "apply", "--verbose", folder.Combine("change.diff"));
        await RunAsync("patch", "--binary", "-d", folder.Combine("patch"), "-p1", "-i", folder.Combine("change.diff"));
        await PlanAsync("--write");

        foreach (var file in Directory.EnumerateFiles(folder.Combine("tree", "d")))
        {
            var written = await File.ReadAllTextAsync(file);
            Assert.NotEqual(before, written);
            Assert.Equal(written, await File.ReadAllTextAsync(folder.Combine("git", "d", Path.GetFileName(file))));
            Assert.Equal(written, await File.ReadAllTextAsync(folder.Combine("patch", "d", Path.GetFileName(file))));
        }
    }

    private async Task<List<string>> FilesAsync(params string[] more)
    {
        var result = await PlanAsync([.. more, "-o", "json"]);
        Assert.True(result.Code is 0 or 2, result.ToString());
        return [.. JsonNode.Parse(result.Out)!["changes"]!.AsArray().Select(c => (string)c!["file"]!)];
    }

    private Task<CliResult> PlanAsync(params string[] more) =>
        Imgauto.RunAsync(["plan", folder.Combine("tree"), "--policies", folder.Combine("policies.yaml"), .. more]);

    private void Write(string path, string text) => folder.Write(Path.Combine("tree", path), text);

    private string Read(string path) => File.ReadAllText(folder.Combine("tree", path), Encoding.UTF8);

    private void Link(string path, string target) => File.CreateSymbolicLink(folder.Combine("tree", path), target);

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(folder.Combine(to, "d"));
        foreach (var file in Directory.EnumerateFiles(folder.Combine(from, "d")))
            File.Copy(file, folder.Combine(to, "d", Path.GetFileName(file)));
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        var result = await Programs.RunAsync(program, args);
        Assert.True(result.Code == 0, result.ToString());
    }
}
