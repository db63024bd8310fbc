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
        ["Languages.Cel"] = ["Languages.GoText", "Languages.Re2", "Languages.Results"],
        ["Languages.GoTemplates"] = ["Languages.GoText", "Languages.Re2", "Languages.Results", "Languages.SemVer"],
        ["Languages.GoText"] = [],
        ["Languages.Re2"] = ["Languages.Results"],
        ["Languages.Results"] = [],
        ["Languages.SemVer"] = ["Languages.GoText", "Languages.Re2", "Languages.Results"],
        ["Languages.YamlBytes"] = [],

        ["Common.Resources"] = ["Languages.GoText"],
        ["Common.Files"] = [],
        ["Common.Network"] = [],
        ["Common.Time"] = [],
        ["Common.Observability"] = ["Common.Resources"],
        ["Common.References"] = ["Languages.Results", "Common.Resources"],
        ["Common.Policies"] = ["Languages.GoText", "Languages.Re2", "Languages.Results", "Languages.SemVer", "Common.References",
            "Common.Resources"],
        ["Common.Manifests"] = ["Languages.Results", "Common.Resources"],
        ["Common.Tracing"] = ["Languages.Results"],
        ["Common.Kubernetes"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Observability", "Common.Resources", "Common.Manifests", "Common.Tracing",
        ],
        ["Common.Sources"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Files", "Common.Resources", "Common.Manifests", "Common.Kubernetes",
            "Common.Time",
        ],
        ["Common.Notifications"] = ["Languages.GoText", "Languages.Results", "Common.Observability", "Common.Resources", "Common.Sources"],
        ["Common.Loop"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Observability", "Common.Resources", "Common.Sources", "Common.Time",
            "Common.Tracing",
        ],
        ["Common.Configuration"] = ["Languages.GoText", "Languages.Results", "Common.Resources", "Common.Loop"],
        ["Common.Hosting"] = ["Languages.*", "Common.*"],
        ["Common.Web"] = ["Languages.Results", "Common.Configuration", "Common.Observability"],

        ["ImageReflector"] = ["Languages.*", "Common.*", "ImageReflector.*"],
        ["ImageReflector.Registry"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Network", "Common.Observability", "Common.Resources", "Common.References",
            "Common.Time", "Common.Tracing",
        ],
        ["ImageReflector.TagStore"] = ["Languages.Results", "Common.Resources", "Common.Time"],
        ["ImageReflector.Scanning"] = ["Languages.*", "Common.*", "ImageReflector.Registry", "ImageReflector.TagStore"],
        ["ImageReflector.Hooks"] =
        [
            "Languages.Cel", "Languages.GoText", "Languages.Results", "Common.Configuration", "Common.Hosting", "Common.Loop",
            "Common.Network", "Common.Observability", "Common.Policies", "Common.References", "Common.Resources", "Common.Sources",
            "Common.Web",
            "ImageReflector.Registry", "ImageReflector.TagStore",
        ],

        ["ImageUpdater"] = ["Languages.*", "Common.*", "ImageUpdater.*"],
        ["ImageUpdater.Git"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Files", "Common.Network", "Common.Resources", "Common.Tracing",
        ],
        ["ImageUpdater.Editing"] = ["Languages.Results", "Languages.YamlBytes", "Common.Resources"],
        ["ImageUpdater.Safety"] = ["ImageUpdater.Editing"],
        ["ImageUpdater.Commits"] =
        [
            "Languages.GoTemplates", "Languages.GoText", "Languages.Results", "Common.Files", "Common.References", "Common.Resources",
        ],
        ["ImageUpdater.Publishing"] =
        [
            "Languages.Results", "Common.Loop", "Common.Observability", "Common.Policies", "Common.Resources", "Common.Sources",
            "Common.Tracing", "ImageUpdater.Commits", "ImageUpdater.Editing", "ImageUpdater.Git", "ImageUpdater.Safety",
        ],

        ["Cli"] = ["Cli.*"],
        ["Cli.Commands"] = ["Languages.*", "Common.*", "ImageReflector.*", "ImageUpdater.*", "Cli.*"],
        ["Cli.Explaining"] = ["Languages.*", "Common.*", "ImageReflector.*"],
        ["Cli.Planning"] = ["Languages.*", "Common.*", "ImageUpdater.Editing", "Cli.Output"],
        ["Cli.Places"] = ["Languages.*", "Common.*", "Cli.Explaining", "Cli.Selecting"],
        ["Cli.Requesting"] = ["Languages.*", "Common.*", "Cli.Places", "Cli.Selecting"],
        ["Cli.Selecting"] = ["Languages.*", "Common.*"],
        ["Cli.Output"] = ["Common.Manifests"],
        ["Cli.Runtime"] = ["Languages.*", "Common.*", "ImageReflector.*", "ImageUpdater.*", "Cli.Places"],
        ["Cli.Batches"] =
        [
            "Languages.GoText", "Languages.Results", "Common.Policies", "Common.Resources", "ImageUpdater.Commits", "Cli.Output",
        ],
        ["Cli.Describing"] =
        [
            "Languages.Results", "Common.Policies", "Common.Resources", "Common.Sources", "ImageReflector.Scanning",
            "ImageUpdater.Publishing", "Cli.Explaining", "Cli.Output", "Cli.Places",
        ],
    };

    /// <summary>
    /// Sub-room → siblings it may use inside its room; "." is the room's own folder. A room's own folder may use all its sub-rooms.
    /// </summary>
    private static readonly Dictionary<string, string[]> Inside = new(StringComparer.Ordinal)
    {
        ["Common.Kubernetes.Json"] = [],
        ["Common.Kubernetes.Login"] = ["."],
        ["Common.Kubernetes.Transport"] = [".", "Json", "Login"],
        ["Common.Policies.Ordering"] = ["."],
        ["Common.Resources.Core"] = [".", "Json"],
        ["Common.Resources.Git"] = [".", "Core"],
        ["Common.Resources.Hooks"] = [".", "Core"],
        ["Common.Resources.Images"] = [".", "Core", "Git", "Json"],
        ["Common.Resources.Json"] = [],
        ["Common.Sources.Cluster"] = ["."],
        ["Common.Sources.DryRun"] = ["."],
        ["Common.Sources.Folder"] = ["."],
        ["Common.Web.Metrics"] = ["."],
        ["Common.Web.Probes"] = ["."],
        ["ImageReflector.Hooks.Authentication"] = ["."],
        ["ImageReflector.Hooks.Hints"] = [],
        ["ImageReflector.Hooks.Payloads"] = ["."],
        ["ImageReflector.Hooks.Serving"] = [".", "Authentication", "Hints", "Payloads"],
        ["ImageReflector.Registry.Addresses"] = [],
        ["ImageReflector.Registry.Budgets"] = [".", "Http", "Login"],
        ["ImageReflector.Registry.Catalog"] = ["."],
        ["ImageReflector.Registry.Harbor"] = [".", "Budgets", "Catalog", "Http", "Login"],
        ["ImageReflector.Registry.Http"] = [".", "Addresses", "Budgets"],
        ["ImageReflector.Registry.Listing"] = [".", "Http", "Login"],
        ["ImageReflector.Registry.Login"] = [".", "Addresses", "Budgets", "Http"],
        ["ImageUpdater.Commits.Message"] = ["Record"],
        ["ImageUpdater.Commits.Record"] = [],
        ["ImageUpdater.Commits.Signing"] = [],
        ["ImageUpdater.Editing.Adoption"] = ["ImageFields", "Markers", "Splicing", "Targets"],
        ["ImageUpdater.Editing.ImageFields"] = ["Markers", "Targets"],
        ["ImageUpdater.Editing.Markers"] = ["Targets"],
        ["ImageUpdater.Editing.Splicing"] = ["ImageFields", "Markers", "Targets"],
        ["ImageUpdater.Editing.Targets"] = ["Markers"],
        ["ImageUpdater.Git.Failures"] = [],
        ["ImageUpdater.Git.Login"] = ["Failures"],
        ["ImageUpdater.Git.Mirrors"] = ["Failures", "Login", "Objects", "Program", "Remote"],
        ["ImageUpdater.Git.Objects"] = ["Failures", "Program"],
        ["ImageUpdater.Git.Program"] = ["Failures"],
        ["ImageUpdater.Git.Remote"] = ["Failures", "Login", "Objects", "Program"],
        ["ImageUpdater.Publishing.Evidence"] = ["Index", "Planning"],
        ["ImageUpdater.Publishing.Index"] = [],
        ["ImageUpdater.Publishing.Planning"] = ["Index"],
        ["ImageUpdater.Publishing.Pushing"] = ["Planning"],
        ["ImageUpdater.Safety.Holds"] = [],
        ["Languages.Cel.Checking"] = [".", "Functions", "Syntax", "Values"],
        ["Languages.Cel.Functions"] = [".", "Values"],
        ["Languages.Cel.Syntax"] = [".", "Values"],
        ["Languages.Cel.Values"] = ["."],
        ["Languages.GoTemplates.Functions"] = ["."],
        ["Languages.GoText.Numbers"] = [],
        ["Languages.Re2.Matching"] = ["Syntax", "Unicode"],
        ["Languages.Re2.Syntax"] = ["Unicode"],
        ["Languages.Re2.Unicode"] = [],
    };

    /// <summary>Rooms that decide and compute: no I/O, no clock, no logger, no database.</summary>
    private static readonly string[] Pure = ["Languages.Results", "Languages.Re2", "Languages.GoText", "Languages.SemVer",
        "Languages.YamlBytes", "Common.References", "Common.Policies", "ImageUpdater.Editing", "ImageUpdater.Holds"];

    private static readonly string[] Impure = ["System.IO", "System.Net.Http", "Microsoft.Extensions.Logging", "Microsoft.Data.Sqlite",
        "Quartz"];

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
        var used = Sources().Where(s => s.Room == room).SelectMany(s => Usings().Matches(s.Text)).Select(m => RoomOf(m.Groups[1].Value))
            .ToHashSet();
        Assert.DoesNotContain(Allowed[room], arrow => !used.Any(u => u is not null && u != room && Covers(arrow, u)));
    }

    [Fact]
    public void EveryFolderInARoom_IsListedAsASubRoom() =>
        Assert.Equal(
            Sources().Select(s => s.SubRoom).OfType<string>().Distinct().Order(StringComparer.Ordinal),
            Inside.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void ASubRoomUsesOnlyTheSiblingsThatItsArrowsAllow()
    {
        var used = InsideUses();
        var forbidden = from use in used where !Inside[use.SubRoom].Contains(use.Used) select $"{use.File} uses {use.Used}";
        Assert.Empty(forbidden.Distinct());
        Assert.Empty(from room in Inside
                     from arrow in room.Value
                     where !used.Any(u => u.SubRoom == room.Key && u.Used == arrow)
                     select $"{room.Key} does not use {arrow}");
    }

    [Fact]
    public void TheArchitecturePage_NamesEveryRoomAndItsArrows()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "architecture.md"));
        var rows = Rows().Matches(page)
            .ToDictionary(m => m.Groups[1].Value.Replace('/', '.'), m => m.Groups[2].Value, StringComparer.Ordinal);
        Assert.Equal(Allowed.Keys, rows.Keys);
        Assert.All(
            Allowed,
            room => Assert.Equal(room.Value.Length == 0 ? "nothing" : string.Join(", ", room.Value.Select(Written)), rows[room.Key]));

        var inside = InsideRows().Matches(page)
            .ToDictionary(m => m.Groups[1].Value.Replace('/', '.'), m => m.Groups[2].Value, StringComparer.Ordinal);
        Assert.Equal(Inside.Keys, inside.Keys);
        Assert.All(Inside, room => Assert.Equal(
            room.Value.Length == 0 ? "nothing"
                : string.Join(", ", room.Value.Select(a => a == "." ? "the room's own folder" : a)), inside[room.Key]));
    }

    [Fact]
    public void PureRooms_KnowNoOutsideWorld()
    {
        var forbidden = from source in Sources().Where(s => Pure.Contains(s.Room))
                        from used in AllUsings().Matches(source.Text).Select(m => m.Groups[1].Value)
                        where Impure.Any(i => used == i || used.StartsWith(i + ".", StringComparison.Ordinal))
                        select $"{source.File} uses {used}";
        Assert.Empty(forbidden);
        Assert.Empty(
            Sources().Where(s => Pure.Contains(s.Room) && s.Text.Contains("TimeProvider", StringComparison.Ordinal)).Select(s => s.File));
    }

    private static bool Covers(string arrow, string used) => arrow == used
        || (arrow.EndsWith(".*", StringComparison.Ordinal)
            && (used == arrow[..^2] || used.StartsWith(arrow[..^1], StringComparison.Ordinal)));

    // ImageAutomation.Common.Policies.Versions belongs to the room Common.Policies.
    private static string? RoomOf(string ns)
    {
        var parts = ns.Split('.');
        return parts.Length < 2 ? null : parts.Length == 2 ? parts[1] : $"{parts[1]}.{parts[2]}";
    }

    // As the page writes an arrow: "Common.*" is "all of Common", "Common.Loop" is "Loop".
    private static string Written(string arrow) => arrow.EndsWith(".*", StringComparison.Ordinal) ? $"all of {arrow[..^2]}"
        : arrow.Split('.')[^1];

    // a source file has a folder
    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    /// <summary>
    /// What sub-rooms use inside their own room: siblings by their <c>using</c> lines, the room's own folder by the names of its types.
    /// </summary>
    private static List<(string SubRoom, string File, string Used)> InsideUses()
    {
        var sources = Sources();
        var own = sources.Where(s => s.SubRoom is null)
            .ToLookup(s => s.Room, s => TopTypes().Matches(s.Text).Select(m => m.Groups[1].Value));
        var uses = new List<(string, string, string)>();
        foreach (var source in sources)
        {
            if (source.SubRoom is not { } here) continue;
            foreach (var used in Usings().Matches(source.Text).Select(m => m.Groups[1].Value["ImageAutomation.".Length..].Split('.')))
                if (used.Length > 2 && $"{used[0]}.{used[1]}" == source.Room && $"{source.Room}.{used[2]}" is var sibling
                    && sibling != here && Inside.ContainsKey(sibling))
                    uses.Add((here, source.File, used[2]));
            var names = own[source.Room].SelectMany(n => n).Except(TopTypes().Matches(source.Text).Select(m => m.Groups[1].Value))
                .ToHashSet(StringComparer.Ordinal);
            if (Words().Matches(Comments().Replace(source.Text, "")).Any(m => names.Contains(m.Value))) uses.Add((here, source.File, "."));
        }

        return uses;
    }

    private static List<(string Room, string? SubRoom, string File, string Text)> Sources()
    {
        var root = Path.Combine(Root(), "src");
        var sources = from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                      let parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)
                      where !parts.Contains("obj") && !parts.Contains("bin")
                      select (
                          parts.Length > 2 ? $"{parts[0]}.{parts[1]}" : parts[0],
                          parts.Length > 3 ? $"{parts[0]}.{parts[1]}.{parts[2]}" : null,
                          Path.GetRelativePath(root, file),
                          File.ReadAllText(file));
        var all = sources.ToList();
        Assert.NotEmpty(all);
        return all;
    }

    [GeneratedRegex(@"^using (?:\w+ = )?(?:static )?(ImageAutomation\.[A-Za-z0-9.]+);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^\| `((?:Languages|Common|ImageReflector|ImageUpdater|Cli)(?:/\w+)?)` \|[^|]*\| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^\| `((?:Languages|Common|ImageReflector|ImageUpdater|Cli)/\w+/\w+)` \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex InsideRows();

    // Declarations at the margin: in a file with a file-scoped namespace these are its types.
    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|interface|enum|record|record struct) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopTypes();

    // A member after a dot is no type of the room's.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Words();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^using (?:static )?([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex AllUsings();
}
