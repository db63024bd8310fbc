using System.Text;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Writes a random file and, at the same time, what the edit has to make of it.</summary>
internal sealed class GeneratedFile
{
    private const string Image = "ghcr.io/acme/app:1.10";
    private static readonly string[] Words = ["a", "名前", "e\u0301", "\U0001F600", "x-y", "app.kubernetes.io/name", "on", "1.5", "~",
        "$(VAR)", "a#b", "http://h:80/p?q"];

    private readonly Random random;
    private readonly StringBuilder before = new();
    private readonly StringBuilder after = new();
    private int keys;

    public GeneratedFile(int seed)
    {
        random = new Random(seed);
        if (Chance(5)) Both("\uFEFF");
        if (Chance(3)) Both("---\n");
        for (var i = random.Next(3); i >= 0; i--)
        {
            Document();
            if (i > 0) Both(Chance(2) ? "---\n" : "--- # next\n");
        }

        if (Chance(4) && before.Length > 0 && before[^1] == '\n')
        {
            before.Length--;
            after.Length--;
        }

        var lineEnd = Chance(3) ? "\r\n" : "\n";
        Before = Encoding.UTF8.GetBytes(before.ToString().Replace("\n", lineEnd, StringComparison.Ordinal));
        After = after.ToString().Replace("\n", lineEnd, StringComparison.Ordinal);
    }

    public byte[] Before { get; }

    public string After { get; }

    /// <summary>How many values the edit has to change.</summary>
    public int Changes { get; private set; }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private void Both(string text)
    {
        before.Append(text);
        after.Append(text);
    }

    private void Document()
    {
        if (Chance(8)) return;
        if (Chance(3)) Both("# head \U0001F600\n\n");
        if (Chance(4))
        {
            Both("apiVersion: v1\nkind: List\nitems:\n");
            List(Pick("", "  "), depth: 1, alwaysMappings: true);
            return;
        }

        Both("kind: Thing\nmetadata: {name: n, annotations: {a: b}} # {\"$imagepolicy\": \"team:app\"}\nspec: &spec\n");
        Mapping(Pick("  ", "    ", " "), depth: 0);
        if (Chance(2)) Both("merged:\n  <<: *spec\n  alias: *spec # {\"$imagepolicy\": \"team:app\"}\n");
    }

    private void Mapping(string indent, int depth)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            if (Chance(6)) Both("\n");
            if (Chance(6)) Both($"{indent}# {{\"$imagepolicy\": \"team:app\"}}\n");
            var key = Pick($"k{keys++}", $"\"k {keys++}\"", $"'k''{keys++}'", $"? k{keys++}\n{indent}");
            Both($"{indent}{key}{(key[0] == '?' ? "" : Pick("", "", " "))}:");
            Value(indent, depth);
        }
    }

    private void Value(string indent, int depth)
    {
        switch (random.Next(depth > 3 ? 5 : 9))
        {
            case 0:
                Both($" {Plain()}{Comment()}\n");
                break;
            case 1 or 2:
                Marked(" ", indent + "  ");
                break;
            case 3:
                Both($" {Pick("|", ">", "|-", ">+")} # text\n{indent}  image: a:1 # {{\"$imagepolicy\": \"team:app\"}}\n\n{indent}    "
                    + "more\n");
                break;
            case 4:
                Both($" {{ # {{\"$imagepolicy\": \"team:app\"}}\n{indent}  a: b,");
                Both($" # inside\n{indent}  c:");
                MarkedInFlow();
                Both($"{indent}  d: [e, 'f',\n{indent}    g]\n{indent}  }} # {{\"$imagepolicy\": \"team:app\"}}\n");
                break;
            case 5 or 6:
                Both(Pick("\n", " # {\"$imagepolicy\": \"team:app\"}\n", " # \u00fc\t\n"));
                Mapping(indent + Pick(" ", "  ", "    "), depth + 1);
                break;
            default:
                Both("\n");
                List(indent + Pick("", "  "), depth + 1, alwaysMappings: false);
                break;
        }
    }

    private void List(string indent, int depth, bool alwaysMappings)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (!alwaysMappings && Chance(2))
            {
                if (Chance(3)) HeadMarked(indent);
                else Marked($"{indent}-{Pick(" ", "   ")}", indent + "  ");
                continue;
            }

            Both($"{indent}- name: {Pick("n", $"n{i}")}\n");
            if (Chance(3)) Both($"{indent}  # between\n");
            Mapping(indent + "  ", depth + 1);
        }
    }

    private void HeadMarked(string indent)
    {
        Both($"{indent}# {{\"$imagepolicy\": \"team:app\"}}\n{indent}- ");
        Change(Pick("a:1", "'a:1'", "\"a:\\\n   1\""));
        Both("\n");
    }

    private void Marked(string lead, string deeper)
    {
        Both(lead);
        if (Chance(5)) Both(Pick("&x ", "!!str ", "!t &y "));
        if (Chance(6))
        {
            before.Append(Pick("|", "|-", "|+")).Append(" # {\"$imagepolicy\": \"team:app\"}\n").Append(deeper).Append("a:1\n");
            after.Append("|- # {\"$imagepolicy\": \"team:app\"}\n").Append(deeper).Append(Image).Append('\n');
            Changes++;
            return;
        }

        var setter = Pick("team:app", "team:app:tag", "team:none", "other:app");
        var old = Pick(
            "a:1", "'a:1'", "\"a:1\"", "1.9", "~", "\"\U0001F600 \\u00e9\"", "''", $"a\n{deeper} b", $"\"a\n\n{deeper}b\"", "名前", Image);
        if (setter == "team:app") Change(old);
        else if (setter == "team:app:tag") Change(old, "1.10");
        else Both(old);
        Both($"{Pick(" ", "   ", "\t")}#{Pick("", " ", "\t")}{{\"$imagepolicy\":{Pick("", " ")}\"{setter}\"}}{Pick("", " ", "\t")}\n");
    }

    private void MarkedInFlow()
    {
        Both(" ");
        Change(Pick("a:1", "'a:1'", "\"a:1\""));
        Both(Pick(",", " ,") + " # {\"$imagepolicy\": \"team:app\"}\n");
    }

    private void Change(string old, string value = Image)
    {
        before.Append(old);
        var quote = old[0] is '\'' or '"' ? old[0].ToString() : value == Image ? "" : "\"";
        after.Append(quote).Append(value).Append(quote);
        if (old != Image || value != Image) Changes++;
    }

    private string Plain() => Pick<string>(Words) + Pick("", " b", ", [x] {y}", " - z");

    private string Comment() =>
        Pick("", "  # note", " #\t\u00e9 \U0001F600", " # {\"$imagepolicy\": \"team:none\"}", " # use {\"$imagepolicy\": \"team:app\"}");
}
