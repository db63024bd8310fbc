using System.Globalization;
using System.Text;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Adoption;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>
/// Damaged files. <c>IMAGEAUTOMATION_FUZZ_ITERATIONS</c> sets how many (default 2,000), <c>IMAGEAUTOMATION_FUZZ_SEED</c> the first seed;
/// a failure names the seed that repeats it.
/// </summary>
public sealed class EditFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "[", "]", "{", "}", ",", ": ", ":", "- ", "-\n", "? ", "#", " # {\"$imagepolicy\": \"flux-system:app\"}\n",
            "# {\"$imagepolicy\": \"flux-system:web:tag\"}\n",
            "\n", "\r\n", "\r", "\t", "  ", "\uFEFF", "\u0085", "\u2028", "|", ">", "|-\n", ">+2\n", "&a ", "*a", "!!str ", "\"", "'",
            "\\", "\n---\n", "\n...\n",
            "%YAML 1.1\n", "<<: *a\n", "\u0001", "é", "\U0001F600", "null", "~", "1.9", "kind: List\nitems:\n", "metadata: x\n", "image: ",
            "{{ x }}",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC2],
        [0],
    ];

    [Theory]
    [InlineData(EditStrategy.Setters, UnparsableFiles.Skip)]
    [InlineData(EditStrategy.Setters, UnparsableFiles.Line)]
    [InlineData(EditStrategy.ImageFields, UnparsableFiles.Skip)]
    public void NeverThrows_AndChangesOnlyScalars(EditStrategy strategy, UnparsableFiles unparsable)
    {
        var iterations = Number("IMAGEAUTOMATION_FUZZ_ITERATIONS", 2_000);
        var first = Number("IMAGEAUTOMATION_FUZZ_SEED", 20_260_101);
        var corpus = Corpus(strategy);
        var policies = EditingData.Policies(Path.Combine(EditingData.Sample, "policies.json"));
        var editor = FileEditor.Create(policies, new EditOptions { Strategy = strategy, Unparsable = unparsable }).Value;
        var changed = 0;
        var refused = 0;
        for (var seed = first; seed < first + iterations; seed++)
        {
            var content = Damage(corpus, new Random(seed));
            try
            {
                var plan = EditProperties.Check(editor, "values.yaml", content, strategy);
                if (plan.Changes.Count > 0) changed++;
                if (plan.Targets.Problem is not null) refused++;
                MarkerAdoption.Propose("values.yaml", content, new ImageFieldMatcher(policies));
            }
            catch (Exception exception)
            {
                output.WriteLine($"seed {seed}:\n{EditingData.Show(content)}");
                throw new InvalidOperationException($"IMAGEAUTOMATION_FUZZ_SEED={seed}: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{iterations} files from seed {first}: {changed} changed, {refused} refused");
        Assert.NotEqual(0, changed);
        Assert.NotEqual(0, refused);
    }

    [Fact]
    public void ReadsTheSameValues_AsAnotherParser_WhereBothAccept()
    {
        var iterations = Number("IMAGEAUTOMATION_FUZZ_ITERATIONS", 2_000);
        var first = Number("IMAGEAUTOMATION_FUZZ_SEED", 20_260_101);
        var corpus = Corpus(EditStrategy.Setters);
        var compared = 0;
        var onlyOurs = 0;
        var onlyTheirs = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var differences = new List<string>();
        for (var seed = first; seed < first + iterations; seed++)
        {
            var content = Damage(corpus, new Random(seed));
            var (document, problem) = YamlParser.Parse(content, DocumentParts.SkipMark(content, 0), content.Length);
            var theirs = YamlOracleTests.Theirs(content.AsSpan(DocumentParts.SkipMark(content, 0)), out _);
            if (document is not null && theirs is null) onlyOurs++;
            if (document is null && theirs is not null)
                onlyTheirs[problem?.Message ?? ""] = onlyTheirs.GetValueOrDefault(problem?.Message ?? "") + 1;
            if (document is null || document.Nodes.Length == 0 || theirs is null) continue;
            compared++;
            var ours = YamlOracleTests.Ours(document);
            if (ours != theirs) differences.Add($"seed {seed}\n{EditingData.Show(content)}\nours   {ours}\ntheirs {theirs}");
        }

        output.WriteLine($"{compared} compared, {differences.Count} differ; {onlyOurs} only read by ours; only by the other:");
        foreach (var (message, count) in onlyTheirs)
        {
            output.WriteLine($"{count} {message}");
        }

        foreach (var difference in differences.Take(12))
        {
            output.WriteLine(difference);
        }

        Assert.True(compared > iterations / 10);
        Assert.True(differences.Count <= compared / 100, $"{differences.Count} of {compared} differ");
    }

    private static byte[][] Corpus(EditStrategy strategy)
    {
        var files = YamlOracleTests.Corpus().Select(c => c.Content).Where(c => c.Length < 8_192);
        return strategy == EditStrategy.ImageFields ? [.. ImageFieldTests.Inputs(), .. files.Take(50)]
            : [.. files, .. Enumerable.Range(0, 200).Select(seed => new GeneratedFile(seed).Before)];
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : otherwise;

    private static byte[] Damage(byte[][] corpus, Random random)
    {
        var bytes = corpus[random.Next(corpus.Length)].ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 2 when bytes.Count > at:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    var other = corpus[random.Next(corpus.Length)];
                    bytes.InsertRange(at, other[random.Next(other.Length + 1)..]);
                    break;
                default:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
