using System.Text;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>Finds marked scalars line by line, in files that are not YAML (templates).</summary>
/// <remarks>
/// Only lines that can be read in one way: indentation, dashes, at most one key, one scalar on this line of printable ASCII without
/// template braces, and behind it nothing but a marker. Lines below a block header (<c>|</c>, <c>&gt;</c>) are text. Object and field path
/// are
/// worked out from indentation, which is what a person would do.
/// </remarks>
internal sealed partial class MarkerLines
{
    private readonly byte[] data;
    private readonly List<Target> targets = [];
    private readonly List<IgnoredMarker> ignored = [];
    private readonly List<(int Column, string Key)> open = [];
    private readonly Dictionary<string, string> identity = new(StringComparer.Ordinal);
    private int firstOfDocument;
    private int document;
    private int blockColumn = -1;

    private MarkerLines(byte[] data) => this.data = data;

    /// <summary>Adds targets to a file with a problem.</summary>
    public static FileTargets Locate(FileTargets file, byte[] data)
    {
        var reader = new MarkerLines(data);
        reader.Read();
        return file with { Targets = reader.targets, Ignored = reader.ignored };
    }

    private void Read()
    {
        var start = data.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var number = 1; start < data.Length; number++)
        {
            var length = data.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? data.Length : start + length;
            var text = end > start && data[end - 1] == '\r' ? end - 1 : end;
            ReadLine(data.AsSpan(start, text - start), start, number);
            start = end + 1;
        }

        CloseDocument();
    }

    private void ReadLine(ReadOnlySpan<byte> line, int start, int number)
    {
        if (line.StartsWith("---"u8))
        {
            CloseDocument();
            document++;
            blockColumn = -1;
            return;
        }

        var column = line.IndexOfAnyExcept((byte)' ');
        if (column < 0 || (blockColumn >= 0 && column > blockColumn)) return;
        blockColumn = -1;
        if (line[column] is (byte)'{' or (byte)'#' or (byte)'\t' || line.Length > 4_096) return;

        var match = Line().Match(Encoding.Latin1.GetString(line));
        if (!match.Success) return;
        var key = match.Groups["key"];
        var dashes = match.Groups["dashes"];
        var at = key.Success ? key.Index : dashes.Index + Math.Max(dashes.Length - 1, 0);
        Enter(column, dashes.Length > 0, key, at);
        if (match.Groups["block"].Success)
        {
            blockColumn = at;
            return;
        }

        var value = match.Groups["value"];
        if (!value.Success) return;
        if (at == 0 && key.Success) identity.TryAdd(key.Value, Plain(value.Value));
        if (open.Count == 2 && open[0] is (0, "metadata") && key.Success) identity.TryAdd("metadata." + key.Value, Plain(value.Value));
        if (!match.Groups["comment"].Success || (!key.Success && dashes.Length == 0)) return;
        AddTarget(line, match, start, number);
    }

    private void AddTarget(ReadOnlySpan<byte> line, Match match, int start, int number)
    {
        var comment = match.Groups["comment"];
        var value = match.Groups["value"];
        if (value.Value.Any(c => c is < ' ' or > '~')) return;
        if (Marker.Read(line.Slice(comment.Index, comment.Length)) is not { } setter) return;
        if (Marker.Parse(setter) is not { } meaning)
        {
            ignored.Add(new IgnoredMarker(setter, number));
            return;
        }

        var style = value.Value[0] switch
        {
            '\'' => ScalarStyle.SingleQuoted,
            '"' => ScalarStyle.DoubleQuoted,
            _ => ScalarStyle.Plain,
        };
        var target = new Target
        {
            Policy = meaning.Policy,
            Part = meaning.Part,
            Setter = setter,
            Object = Unknown,
            FieldPath = string.Join('.', open.Select(o => o.Key)),
            Document = document,
            Line = number,
            Value = "",
            Start = start + value.Index,
            Length = value.Length,
            Style = style,
        };
        targets.Add(target with { Value = target.ReadFrom(data) });
    }

    private static ObjectIdentity Unknown { get; } = new("", "", "", "");

    private void Enter(int column, bool isItem, Group key, int at)
    {
        // A dash may stand in the column of the key that holds its list.
        while (open.Count > 0
            && (isItem ? open[^1].Column > column || (open[^1].Column == column && open[^1].Key == "[]") : open[^1].Column >= at))
        {
            open.RemoveAt(open.Count - 1);
        }

        if (isItem) open.Add((column, "[]"));
        if (key.Success) open.Add((at, key.Value.Trim('\'', '"')));
        if (open.Count > 64) open.RemoveRange(0, open.Count - 64);
    }

    private void CloseDocument()
    {
        var known = new ObjectIdentity(Get("apiVersion"), Get("kind"), Get("metadata.namespace"), Get("metadata.name"));
        for (; firstOfDocument < targets.Count; firstOfDocument++)
        {
            targets[firstOfDocument] = targets[firstOfDocument] with { Object = known };
        }

        identity.Clear();
        open.Clear();
    }

    private string Get(string key) => identity.GetValueOrDefault(key, "");

    private static string Plain(string value) => value.Contains("{{", StringComparison.Ordinal) ? "" : value.Trim('\'', '"');

    [GeneratedRegex(
        """
        ^\ *(?<dashes>(-\ +)*)
        ((?<key>[A-Za-z0-9_./$-]+|"[^"\\{}]+"|'[^'{}]+')\ *:(\ +|\ *$))?
        ((?<block>[|>][-+0-9]*)\ *(\#.*)?
        |(?<value>'[^'{}]*'|"[^"\\{}]*"|[^\s'"\[\]{}&*!|>%@`,\#?:-][^\s\#'"{}]*|-[A-Za-z0-9][^\s\#'"{}]*)[\ \t]*(?<comment>(?<=[\ \t'"])\#.*)?
        |(\#.*)?)$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
