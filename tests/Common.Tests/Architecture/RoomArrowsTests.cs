using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ImageAutomation.Common.Tests.Architecture;

/// <summary>Reads the <c>using</c> lines of every room and compares them with the arrows that are allowed.</summary>
public sealed partial class RoomArrowsTests
{
    /// <summary>Room → rooms it may use. A room that is not listed does not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Common.Results"] = [],
        ["Common.Resources"] = [],
        ["Common.Patterns"] = ["Common.Results"],
        ["Common.References"] = ["Common.Results", "Common.Resources"],
        ["Common.Policies"] = ["Common.Results", "Common.Resources", "Common.Patterns"],
        ["Common.Manifests"] = ["Common.Results", "Common.Resources"],
        ["Common.Tracing"] = ["Common.Results"],
        ["Common.Kubernetes"] = ["Common.Results", "Common.Resources", "Common.Manifests", "Common.Tracing"],
        ["Common.Sources"] = ["Common.Results", "Common.Resources", "Common.Manifests", "Common.Kubernetes"],
        ["Common.Notifications"] = ["Common.Results", "Common.Resources", "Common.Sources"],
        ["Common.Loop"] = ["Common.Results", "Common.Resources", "Common.Sources", "Common.Tracing"],
        ["Common.Observability"] = ["Common.Results", "Common.Resources", "Common.Loop"],
        ["Common.Configuration"] = ["Common.Results", "Common.Resources", "Common.Loop"],
        ["Common.Web"] = ["Common.Results", "Common.Observability", "Common.Configuration"],
        ["Common.Hosting"] = ["Common.*"],

        ["ImageReflector"] = ["Common.*", "ImageReflector.*"],
        ["ImageReflector.Registry"] = ["Common.Results", "Common.Resources", "Common.References", "Common.Tracing"],
        ["ImageReflector.TagStore"] = ["Common.Results", "Common.Resources"],
        ["ImageReflector.Scanning"] = ["Common.*", "ImageReflector.Registry", "ImageReflector.TagStore"],

        ["ImageUpdater"] = ["Common.*", "ImageUpdater.*"],
        ["ImageUpdater.Git"] = ["Common.Results", "Common.Resources", "Common.Tracing"],
        ["ImageUpdater.Editing"] = ["Common.Results", "Common.Resources"],
        ["ImageUpdater.Commits"] = ["Common.Results", "Common.Resources", "Common.References", "Common.Policies", "Common.Patterns"],
        ["ImageUpdater.Holds"] = ["ImageUpdater.Editing"],
        ["ImageUpdater.Publishing"] = ["Common.*", "ImageUpdater.Git", "ImageUpdater.Editing", "ImageUpdater.Commits", "ImageUpdater.Holds"],

        ["Cli"] = ["Cli.*"],
        ["Cli.Commands"] = ["Common.*", "ImageReflector.*", "ImageUpdater.*", "Cli.*"],
        ["Cli.Describing"] = ["Common.*", "ImageReflector.Scanning", "ImageUpdater.Publishing", "Cli.Explaining", "Cli.Output", "Cli.Places"],
        ["Cli.Explaining"] = ["Common.*", "ImageReflector.*"],
        ["Cli.Planning"] = ["Common.*", "ImageUpdater.Editing", "Cli.Output"],
        ["Cli.Places"] = ["Common.*", "Cli.Explaining", "Cli.Selecting"],
        ["Cli.Requesting"] = ["Common.*", "Cli.Places", "Cli.Selecting"],
        ["Cli.Selecting"] = ["Common.*"],
        ["Cli.Output"] = ["Common.Manifests"],
        ["Cli.Runtime"] = ["Common.*", "ImageReflector.*", "ImageUpdater.*", "Cli.Places"],
    };

    /// <summary>Rooms that decide and compute: no I/O, no clock, no logger, no database.</summary>
    private static readonly string[] Pure = ["Common.Results", "Common.Patterns", "Common.References", "Common.Policies", "ImageUpdater.Editing", "ImageUpdater.Holds"];

    private static readonly string[] Impure = ["System.IO", "System.Net.Http", "Microsoft.Extensions.Logging", "Microsoft.Data.Sqlite", "Quartz"];

    public static TheoryData<string> Rooms => [.. Sources().Select(s => s.Room).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryListedRoomExists() => Assert.Empty(Allowed.Keys.Except(Sources().Select(s => s.Room)));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomUsesOnlyWhatItsArrowsAllow(string room)
    {
        Assert.True(Allowed.TryGetValue(room, out var arrows), $"room {room} is new: say in this test which rooms it may use");
        var forbidden = from source in Sources().Where(s => s.Room == room)
                        from used in Usings().Matches(source.Text).Select(m => RoomOf(m.Groups[1].Value))
                        where used is not null && used != room && !arrows.Any(a => Covers(a, used))
                        select $"{source.File} uses {used}";
        Assert.Empty(forbidden.Distinct());
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void EveryArrowOfARoomIsUsed(string room)
    {
        var used = Sources().Where(s => s.Room == room).SelectMany(s => Usings().Matches(s.Text)).Select(m => RoomOf(m.Groups[1].Value)).ToHashSet();
        Assert.DoesNotContain(Allowed[room], arrow => !used.Any(u => u is not null && u != room && Covers(arrow, u)));
    }

    [Fact]
    public void TheArchitecturePage_NamesEveryRoomAndItsArrows()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "architecture.md"));
        var rows = Rows().Matches(page).ToDictionary(m => m.Groups[1].Value.Replace('/', '.'), m => m.Groups[2].Value, StringComparer.Ordinal);
        Assert.Equal(Allowed.Keys, rows.Keys);
        Assert.All(Allowed, room => Assert.Equal(room.Value.Length == 0 ? "nothing" : string.Join(", ", room.Value.Select(Written)), rows[room.Key]));
    }

    [Fact]
    public void PureRooms_KnowNoOutsideWorld()
    {
        var forbidden = from source in Sources().Where(s => Pure.Contains(s.Room))
                        from used in AllUsings().Matches(source.Text).Select(m => m.Groups[1].Value)
                        where Impure.Any(i => used == i || used.StartsWith(i + ".", StringComparison.Ordinal))
                        select $"{source.File} uses {used}";
        Assert.Empty(forbidden);
        Assert.Empty(Sources().Where(s => Pure.Contains(s.Room) && s.Text.Contains("TimeProvider", StringComparison.Ordinal)).Select(s => s.File));
    }

    private static bool Covers(string arrow, string used) => arrow == used || (arrow.EndsWith(".*", StringComparison.Ordinal) && (used == arrow[..^2] || used.StartsWith(arrow[..^1], StringComparison.Ordinal)));

    // ImageAutomation.Common.Policies.Versions belongs to the room Common.Policies.
    private static string? RoomOf(string ns)
    {
        var parts = ns.Split('.');
        return parts.Length < 2 ? null : parts.Length == 2 ? parts[1] : $"{parts[1]}.{parts[2]}";
    }

    // As the page writes an arrow: "Common.*" is "all of Common", "Common.Loop" is "Loop".
    private static string Written(string arrow) => arrow.EndsWith(".*", StringComparison.Ordinal) ? $"all of {arrow[..^2]}" : arrow.Split('.')[^1];

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..")); // a source file has a folder

    private static List<(string Room, string File, string Text)> Sources()
    {
        var root = Path.Combine(Root(), "src");
        var sources = from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                      let parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)
                      where !parts.Contains("obj") && !parts.Contains("bin")
                      select (parts.Length > 2 ? $"{parts[0]}.{parts[1]}" : parts[0], Path.GetRelativePath(root, file), File.ReadAllText(file));
        var all = sources.ToList();
        Assert.NotEmpty(all);
        return all;
    }

    [GeneratedRegex(@"^using (?:\w+ = )?(?:static )?(ImageAutomation\.[A-Za-z0-9.]+);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^\| `((?:Common|ImageReflector|ImageUpdater|Cli)(?:/\w+)?)` \|[^|]*\| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^using (?:static )?([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex AllUsings();
}
