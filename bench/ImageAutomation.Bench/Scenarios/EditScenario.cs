using System.Globalization;
using System.Text;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.Cli.Planning;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.TestSupport;
using YamlDotNet.Core;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Finding and setting marked fields in files on disk, without Git.</summary>
internal sealed class EditScenario : IScenario
{
    private const int MarkedOneIn = 20;
    private const int LargeFileBytesPerFile = 500; // 20,000 files give one file of 10 MB
    private const string ElectedPolicy = """
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: app, namespace: team}
        spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: "*"}}}
        status: {latestRef: {name: ghcr.io/acme/app, tag: 9.9.9}}
        """;

    private const string Marker = "\"$imagepolicy\"";

    public string Name => "edit";

    public string Measures =>
        "Finding every target in a tree of 2 KB files, 5 % of them marked, and one changed policy written to all marked files; beside grep "
        + "and sed (which know no YAML). One large file beside YamlDotNet's parser. Size: files in the tree; the large file has 500 bytes "
        + "for each.";

    public IReadOnlyList<int> Sizes => [20_000];

    public int Runs => 7;

    public async Task RunAsync(BenchOptions options)
    {
        var table = Table.Comparison();
        var rates = new Table("what", "size", "runs", "side", "median", "rate");
        foreach (var size in options.Sizes)
        {
            await TreeAsync(table, size, options.Runs);
            await LargeFileAsync(rates, size * LargeFileBytesPerFile, options.Runs);
        }

        table.Print();
        rates.Print();
    }

    private static async Task TreeAsync(Table table, int size, int runs)
    {
        using var folder = new TemporaryFolder();
        string[] trees = [folder.Combine("ours"), folder.Combine("theirs")];
        foreach (var tree in trees)
            for (var i = 0; i < size; i++)
                folder.Write(Path.Combine(tree, Manifests.Path(i)), Manifests.File(i, i % MarkedOneIn == 0 ? "app" : null));

        var policies = folder.Write("policies.yaml", ElectedPolicy);
        List<string> found = [];
        var grepped = 0;
        table.AddComparison("find all targets", size, runs, await Interleaved.RunAsync(
            runs, 2,
            Side.Of("FolderScan, TargetLocator", _ => { found = Find(trees[0]); }),
            Side.Of("imgauto plan, whole program", _ => { Imgauto.Plan(trees[0], policies); }),
            Side.Of(
                "grep -rl", _ => { grepped = TestProcess.Run("grep", null, null, ["-rlF", Marker, trees[0]]).Count(c => c == '\n'); })));
        if (found.Count != grepped) throw new InvalidOperationException($"{found.Count} files were found, and {grepped} by grep");

        var theirs = found.Select(file => trees[1] + file[trees[0].Length..]).ToList();
        table.AddComparison("read, set, write", found.Count, runs, await Interleaved.RunAsync(
            runs, 1,
            Side.Of("FileEditor", run => Set(found, Tag(run))),
            Side.Of(
                "sed -i",
                run =>
                {
                    TestProcess.Run(
                    "sed", null, null, ["-i", $"s|{Manifests.Image("app")}:[^ ]*|{Manifests.Image("app")}:{Tag(run)}|", .. theirs]);
                })));
        if (!found.Zip(theirs).All(pair => File.ReadAllBytes(pair.First).AsSpan().SequenceEqual(File.ReadAllBytes(pair.Second))))
            throw new InvalidOperationException("the sides wrote different files");
    }

    private static async Task LargeFileAsync(Table table, int bytes, int runs)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < bytes; i++)
            text.Append(i == 0 ? "" : "---\n").Append(Manifests.File(i, i % MarkedOneIn == 0 ? "app" : null));
        var yaml = text.ToString();
        var content = Encoding.UTF8.GetBytes(yaml);
        var editor = Editor("9.9.9");
        var changes = 0;
        var measured = await Interleaved.RunAsync(
            runs, 2,
            Side.Of("TargetLocator: find", _ => { TargetLocator.Locate("large.yaml", content); }),
            Side.Of("FileEditor: find and set", _ => changes = editor.Plan("large.yaml", content).Changes.Count),
            Side.Of("YamlDotNet: parse", _ => Parse(yaml)));
        if (changes == 0) throw new InvalidOperationException("nothing was set in the large file");
        foreach (var (side, median) in measured)
            table.Add(
                "one large file", Text.Megabytes(content.Length), Text.Count(runs), side.Name, Text.Time(median.Seconds),
                Text.Number(content.Length / 1e6 / median.Seconds, "MB/s"));
    }

    // As `imgauto plan DIR` finds them.
    private static List<string> Find(string tree)
    {
        using var scan = new FolderScan(tree, "", new PathFilter([], []), FileScreening.HoldsMarker);
        var files = scan.Run().Files;
        var targets = new int[files.Count];
        Parallel.For(0, files.Count, i => targets[i] = TargetLocator.Locate(files[i].Path, files[i].Content).Targets.Count);
        return [.. files.Where((_, i) => targets[i] > 0).Select(f => Path.Combine(tree, f.Path))];
    }

    private static void Set(List<string> files, string tag)
    {
        var editor = Editor(tag);
        foreach (var file in files) File.WriteAllBytes(file, editor.Plan(file, File.ReadAllBytes(file)).Content.Span);
    }

    private static void Parse(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        while (parser.MoveNext())
        {
            // every event is made and dropped
        }
    }

    private static FileEditor Editor(string tag) => FileEditor.Create([new ElectedImage(new ObjectKey("team", "app"), new ImageRef
    {
        Name = Manifests.Image("app"),
        Tag = tag,
    })]).Value;

    private static string Tag(int run) => $"2.0.{run.ToString(CultureInfo.InvariantCulture)}";
}
