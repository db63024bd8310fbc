using System.Buffers;
using ImageAutomation.Languages.Re2.Matching;

namespace ImageAutomation.Languages.Re2;

/// <content>What looks for every match: as <c>FindAll</c>, <c>ReplaceAll</c> and <c>Split</c> of Go.</content>
public sealed partial class Re2Pattern
{
    /// <summary>Successive matches that do not overlap; an empty match right after a match does not count.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="limit">Most matches to return; negative for all.</param>
    public IReadOnlyList<Re2Match> Matches(string text, int limit = -1)
    {
        ArgumentNullException.ThrowIfNull(text);
        var matches = new List<Re2Match>();
        var (at, previousEnd) = (0, -1);
        while (at <= text.Length && matches.Count != limit)
        {
            var groups = new int[GroupCount * 2];
            if (!TryMatch(text, at, groups)) break;
            if (groups[1] > at || groups[0] != previousEnd) matches.Add(new Re2Match(this, text, groups));
            previousEnd = groups[1];
            at = groups[1] > at ? groups[1] : After(text, at);
        }

        return matches;
    }

    /// <summary>Replaces every match by a template in which <c>$1</c>, <c>${name}</c> and <c>$$</c> are expanded.</summary>
    public string Replace(string text, string template)
    {
        var compiled = new Re2Template(this, template);
        return Replace(text, (result, groups) => compiled.Expand(text, groups, result));
    }

    /// <summary>Replaces every match by a text as it is.</summary>
    public string ReplaceLiteral(string text, string replacement) => Replace(text, (result, _) => result.Write(replacement.AsSpan()));

    /// <summary>The texts between matches.</summary>
    /// <param name="text">The text to cut.</param>
    /// <param name="limit">Most parts to return, the last one being the rest; negative for all, 0 for none.</param>
    public IReadOnlyList<string> Split(string text, int limit = -1)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (limit == 0) return [];
        if (Source.Length > 0 && text.Length == 0) return [string.Empty];

        var parts = new List<string>();
        var (from, end) = (0, 0);
        foreach (var match in Matches(text, limit))
        {
            if (parts.Count == limit - 1) break;
            end = match.Start;
            if (match.End != 0) parts.Add(text[from..end]);
            from = match.End;
        }

        if (end != text.Length) parts.Add(text[from..]);
        return parts;
    }

    /// <summary>A pattern that matches just the text.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.Select(c => @"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? $@"\{c}" : c.ToString()));
    }

    private string Replace(string text, Action<ArrayBufferWriter<char>, int[]> append)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new ArrayBufferWriter<char>();
        var groups = new int[GroupCount * 2];
        var (at, copied) = (0, 0);
        while (at <= text.Length && TryMatch(text, at, groups))
        {
            result.Write(text.AsSpan(copied, groups[0] - copied));
            if (groups[1] > copied || groups[0] == 0) append(result, groups);
            copied = groups[1];
            at = Math.Max(copied, After(text, at));
        }

        result.Write(text.AsSpan(copied));
        return result.WrittenSpan.ToString();
    }

    /// <summary>The position one code point on; beyond the end at the end.</summary>
    private static int After(string text, int at)
    {
        if (at >= text.Length) return at + 1;
        Positions.RuneAt(text, at, out var length);
        return at + length;
    }
}
