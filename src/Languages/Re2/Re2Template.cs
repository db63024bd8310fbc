using System.Buffers;
using System.Globalization;
using System.Text;
using ImageAutomation.Languages.Re2.Matching;
using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2;

/// <summary>Text with references to groups, as Go's <c>Regexp.Expand</c> reads it.</summary>
/// <remarks>
/// <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>${name}</c>; <c>$$</c> is a dollar. <c>$name</c> takes the longest run of letters,
/// digits and underscores, so <c>$1x</c> is the group named <c>1x</c>. A group that is unknown or took no part gives nothing; of
/// several groups of one name the first that took part counts. A dollar before anything else stays.
/// </remarks>
public sealed class Re2Template
{
    private readonly List<(string Text, int[]? Groups)> parts = [];

    /// <summary>Compiles a template for a pattern; every text is a template.</summary>
    public Re2Template(Re2Pattern pattern, string template)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(template);
        var literal = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '$')
            {
                literal.Append(template[at++]);
            }
            else if (template.AsSpan(at).StartsWith("$$"))
            {
                literal.Append('$');
                at += 2;
            }
            else if (ReadName(template, at + 1, out var end) is { } name)
            {
                if (literal.Length > 0) parts.Add((literal.ToString(), null));
                literal.Clear();
                parts.Add((string.Empty, GroupsOf(pattern, name)));
                at = end;
            }
            else
            {
                literal.Append('$');
                at++;
            }
        }

        if (literal.Length > 0) parts.Add((literal.ToString(), null));
    }

    /// <summary>The number of the one group that the template consists of; null when there is more, or less, to it.</summary>
    public int? OnlyGroup => parts is [(_, [var group])] ? group : null;

    /// <summary>Expands the template.</summary>
    /// <param name="text">The text that was matched.</param>
    /// <param name="groups">Start and end of each group, as <see cref="Re2Pattern.TryMatch"/> gives them.</param>
    public string Expand(ReadOnlySpan<char> text, ReadOnlySpan<int> groups)
    {
        var result = new ArrayBufferWriter<char>();
        Expand(text, groups, result);
        return result.WrittenSpan.ToString();
    }

    /// <inheritdoc cref="Expand(ReadOnlySpan{char}, ReadOnlySpan{int})"/>
    /// <param name="text">The text that was matched.</param>
    /// <param name="groups">Start and end of each group.</param>
    /// <param name="result">Receives the expansion.</param>
    public void Expand(ReadOnlySpan<char> text, ReadOnlySpan<int> groups, IBufferWriter<char> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (var (literal, candidates) in parts)
        {
            result.Write(literal.AsSpan());
            foreach (var group in candidates ?? [])
            {
                if (groups[group * 2] < 0) continue;
                result.Write(text[groups[group * 2]..groups[(group * 2) + 1]]);
                break;
            }
        }
    }

    private static string? ReadName(string template, int at, out int end)
    {
        end = at;
        var isBraced = at < template.Length && template[at] == '{';
        if (isBraced) end = ++at;
        while (end < template.Length)
        {
            var rune = Positions.RuneAt(template, end, out var length);
            if (rune != '_' && !UnicodeSets.Letters.Contains(rune) && !UnicodeSets.Digits.Contains(rune)) break;
            end += length;
        }

        if (end == at) return null;
        var name = template[at..end];
        if (!isBraced) return name;
        return end < template.Length && template[end++] == '}' ? name : null;
    }

    private static int[] GroupsOf(Re2Pattern pattern, string name)
    {
        // Longer numbers, and those with leading zeros, are names.
        if (name.Length <= 9 && name.All(char.IsAsciiDigit) && (name.Length == 1 || name[0] != '0'))
        {
            var number = int.Parse(name, CultureInfo.InvariantCulture);
            return number < pattern.GroupCount ? [number] : [];
        }

        return [.. Enumerable.Range(0, pattern.GroupCount).Where(i => pattern.GroupNames[i] == name)];
    }
}
