using System.Text;
using System.Text.Json;
using ImageAutomation.Languages.YamlBytes;
using Xunit;
using Xunit.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Our parser against another one: same structure and same values wherever both accept a document.</summary>
public sealed class YamlOracleTests(ITestOutputHelper output)
{
    public static IEnumerable<(string Name, byte[] Content)> Corpus()
    {
        var root = EditingData.Full ?? EditingData.Sample;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "setters"), "*.y*ml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            yield return (Path.GetRelativePath(root, file), File.ReadAllBytes(file));
        }

        var count = 0;
        foreach (var line in File.ReadLines(Path.Combine(root, "setters-random.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            yield return ($"random {++count}", Encoding.UTF8.GetBytes(EditingData.Text(json.RootElement, "input")));
        }

        foreach (var text in Handwritten)
        {
            yield return (text, Encoding.UTF8.GetBytes(text));
        }
    }

    private static readonly string[] Handwritten =
    [
        "a: 'x''y\n  z\n\n  w'\nb: \"q\\\n   r\\tt\\u00e9\\x41\\U0001F600\n\n  s\"\n",
        "a: one\n  two\n\n  three # c\nb: >-\n  x\n  y\n\n  z\n   more\n  end\nc: |+\n  k\n\nd: |2\n    deep\n  two\n",
        "- [a, b: c, {d: e, f}, [g, [h]], ? i : j]\n- {? k : l, m: , n}\n- ? [o]\n  : p\n-\n- - q\n  - r\n-   s: t\n    u: v\n",
        "a: &x {b: 1}\nc: *x\nd: !!str 5\ne: !<tag:yaml.org,2002:str> 6\nf: ! g\nh: &y\ni: &z !t\n  j: k\n",
        "? a\n? b\n: c\nd:\n- e\n-\n  f: g\nh: 'i': j\n",
        "b: {\"c\":1, 'd':[2]}\n",
        "a: http://x:80/y#z\nb: - c\n",
        "# only a comment\n",
        "a:\n  # deep\n  b: |\n    text # no comment\n   # less\n  c: d\n",
        "a: >\n\n  x\n\n   y\n\n  z\n\n\n",
        "a: |-\n\n\n  x\n  \n   \nb: c\n",
        "a: >2\n   x\n  y\n  z\nb: |1-\n  x\n",
        "%YAML 1.1\n--- # c\na: b\n",
        "a: \"\\\r\n  b\"\r\nc: |\r\n  d\r\n  e\r\nf: g\r\n  h\r\n",
        "é: ü\n\U0001F600: \"\U0001F600\"\n",
    ];

    [Fact]
    public void ReadsTheSameStructureAndValues_AsAnotherParser()
    {
        var compared = 0;
        var onlyOurs = 0;
        var failures = new List<string>();
        foreach (var (name, content) in Corpus())
        {
            var (parts, _) = DocumentParts.Split(content);
            foreach (var (start, end) in parts)
            {
                var from = Math.Min(DocumentParts.SkipMark(content, start), end);
                var (document, problem) = YamlParser.Parse(content, from, end);
                var theirs = Theirs(content.AsSpan(from, end - from), out var error);
                if (document is null || theirs is null)
                {
                    if (document is not null) output.WriteLine($"{name}: only ours accepts: {error}");
                    if (document is not null) onlyOurs++;
                    // An alias without anchor is an error to the reference, and to us; the other parser leaves it to its caller.
                    if (theirs is not null && problem?.Message.StartsWith("unknown anchor", StringComparison.Ordinal) != true)
                        failures.Add($"{name}: only theirs accepts; ours says {problem}");
                    continue;
                }

                compared++;
                var ours = Ours(document);

                // A document without content has no root here, an empty scalar there.
                if (ours != theirs && !(ours.Length == 0 && theirs == "< >")) failures.Add($"{name}:\nours   {ours}\ntheirs {theirs}");
            }
        }

        output.WriteLine($"{compared} documents compared, {onlyOurs} only read by ours");
        Assert.True(compared > 300, $"only {compared} documents");
        Assert.True(failures.Count == 0, $"{failures.Count}:\n{string.Join("\n", failures.Take(20))}");
    }

    internal static string Ours(YamlDocument document)
    {
        var text = new StringBuilder();
        var ends = new Stack<(int Next, char Bracket)>();
        for (var i = 0; i <= document.Nodes.Length; i++)
        {
            while (ends.Count > 0 && ends.Peek().Next <= i)
            {
                text.Append(ends.Pop().Bracket);
            }

            if (i == document.Nodes.Length) break;
            ref readonly var node = ref document.Nodes[i];
            switch (node.Kind)
            {
                case YamlNodeKind.Mapping:
                    text.Append('{');
                    ends.Push((node.Next, '}'));
                    break;
                case YamlNodeKind.Sequence:
                    text.Append('[');
                    ends.Push((node.Next, ']'));
                    break;
                case YamlNodeKind.Alias:
                    text.Append('*');
                    break;
                default:
                    text.Append('<').Append(Mark(node.Style)).Append(document.Text(i)).Append('>');
                    break;
            }
        }

        return text.ToString();
    }

    private static char Mark(Languages.YamlBytes.ScalarStyle style) => " '\"|>"[(int)style];

    internal static string? Theirs(ReadOnlySpan<byte> part, out string? error)
    {
        error = null;
        var text = new StringBuilder();
        try
        {
            var parser = new YamlDotNet.Core.Parser(new Scanner(new StringReader(Encoding.UTF8.GetString(part)), skipComments: true));
            while (parser.MoveNext())
            {
                switch (parser.Current)
                {
                    case MappingStart:
                        text.Append('{');
                        break;
                    case MappingEnd:
                        text.Append('}');
                        break;
                    case SequenceStart:
                        text.Append('[');
                        break;
                    case SequenceEnd:
                        text.Append(']');
                        break;
                    case AnchorAlias:
                        text.Append('*');
                        break;
                    case Scalar scalar:
                        var mark = scalar.Style switch
                        {
                            YamlDotNet.Core.ScalarStyle.SingleQuoted => '\'',
                            YamlDotNet.Core.ScalarStyle.DoubleQuoted => '"',
                            YamlDotNet.Core.ScalarStyle.Literal => '|',
                            YamlDotNet.Core.ScalarStyle.Folded => '>',
                            _ => ' ',
                        };
                        text.Append('<').Append(mark).Append(scalar.Value).Append('>');
                        break;
                    case DocumentEnd:
                        return text.ToString();
                }
            }
        }
        // it throws all three on bad input
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException)
        {
            error = exception.Message;
            return null;
        }

        return text.ToString();
    }
}
