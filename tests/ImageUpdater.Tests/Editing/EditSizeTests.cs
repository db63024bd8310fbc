using System.Diagnostics;
using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Large and hostile files: time and memory grow with the size of the file, whatever is in it.</summary>
public sealed class EditSizeTests(ITestOutputHelper output)
{
    private const string Mark = " # {\"$imagepolicy\": \"team:app\"}\n";

    public static TheoryData<string> Shapes() =>
    [
        "block mapping", "wide list", "one line", "nested lists", "nested flow mappings", "deep block", "aliases", "comments",
        "empty lines",
        "quoted", "folded", "long key", "questions", "many documents", "marked items", "deep marked", "spaces", "colons", "image fields",
        "bad markers",
    ];

    [Fact]
    public void AFileOfTooManyValues_IsLeftAloneAndSaysWhy()
    {
        var image = new ElectedImage(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "2.0" });
        var text = new StringBuilder("image: ghcr.io/acme/app:1.0").Append(Mark).Append("list:\n");
        for (var i = 0; i < YamlParser.MaxNodes; i++) text.Append("- x\n");
        var plan = FileEditor.Create([image]).Value.Plan("f.yaml", Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Empty(plan.Changes);
        Assert.Contains("more than 2000000 keys and values", plan.Targets.Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TakesTimeLinearInTheSize(string shape)
    {
        var image = new ElectedImage(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "2.0" });
        var editor = FileEditor.Create([image]).Value;
        var fields = FileEditor.Create([image], new EditOptions { Strategy = EditStrategy.ImageFields }).Value;
        editor.Plan("warm.yaml", Make(shape, 1_000));
        fields.Plan("values.yaml", Make(shape, 1_000));
        var content = Make(shape, 2_000_000);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var plan = editor.Plan("f.yaml", content);
        watch.Stop();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var second = Stopwatch.StartNew();
        fields.Plan("values.yaml", content);

        output.WriteLine(
            $"{shape}: {content.Length} bytes, {watch.ElapsedMilliseconds} ms and {second.ElapsedMilliseconds} "
                + $"ms, {allocated / content.Length} bytes for a byte; {plan.Changes.Count} changes, {plan.Targets.Problem}");

        // A quadratic step over two million bytes takes many minutes; this only ends a test that would hang.
        Assert.True(watch.Elapsed + second.Elapsed < TimeSpan.FromMinutes(4), $"{watch.Elapsed}, {second.Elapsed}");
        Assert.True(allocated < 200L * content.Length, $"{allocated} bytes");
    }

    [Fact]
    public void EditsAFileOfOneHundredThousandLines_InOrder()
    {
        var text = new StringBuilder("apiVersion: v1\r\nkind: ConfigMap\r\ndata:\r\n");
        for (var i = 0; i < 100_000; i++)
        {
            text.Append("  key").Append(i)
                .Append(i % 100 == 0 ? ": app:1 # {\"$imagepolicy\": \"team:app\"}\r\n" : ": some text # and a comment\r\n");
        }

        var content = Encoding.UTF8.GetBytes(text.ToString());
        var editor = FileEditor.Create([new ElectedImage(new ObjectKey("team", "app"), new ImageRef
        {
            Name = "ghcr.io/acme/app",
            Tag = "2.0",
        })]).Value;

        var plan = EditProperties.Check(editor, "f.yaml", content);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => 4 + (i * 100)), plan.Changes.Select(c => c.Line));
        Assert.Equal(
            text.ToString().Replace(": app:1 #", ": ghcr.io/acme/app:2.0 #", StringComparison.Ordinal),
            EditingData.Show(plan.Content.Span));
    }

    private static byte[] Make(string shape, int size)
    {
        var text = new StringBuilder(size + 100);
        void Fill(string piece)
        {
            while (text.Length < size)
            {
                text.Append(piece);
            }
        }

        switch (shape)
        {
            case "block mapping":
                Fill("name: value of it\nother: \"in quotes\" # comment\n");
                break;
            case "wide list":
                text.Append("l:\n");
                Fill("- name: a\n  image: b:1\n");
                break;
            case "one line":
                text.Append("{\"l\": [");
                Fill("{\"image\": \"a:1\", \"n\": [1, 2, {}]}, ");
                text.Append("1]}");
                break;
            case "nested lists":
                text.Append("a: ");
                Fill("[");
                break;
            case "nested flow mappings":
                text.Append("a: ");
                Fill("{a: ");
                break;
            case "deep block":
                for (var i = 0; text.Length < size; i++)
                {
                    text.Append(' ', i).Append("a:\n");
                }

                break;
            case "aliases":
                text.Append("a: &a [x]\nl:\n");
                Fill("- &a [*a, *a, *a, *a]\n");
                break;
            case "comments":
                text.Append("a:\n");
                Fill("  # comment\n");
                text.Append("  b: c\n");
                break;
            case "empty lines":
                text.Append("a: >\n  x\n");
                Fill("\n \n");
                text.Append("  y\nb: 'x");
                Fill("\n\n");
                text.Append("  y'\n");
                break;
            case "quoted":
                text.Append("a: \"");
                Fill("\\\"\\u00e9''\\\n ");
                text.Append('"').Append(Mark);
                break;
            case "folded":
                text.Append("a: >").Append(Mark);
                Fill("  line of text\n\n");
                break;
            case "long key":
                Fill("k");
                text.Append(": v").Append(Mark);
                break;
            case "questions":
                Fill("? a\n: b\n");
                break;
            case "many documents":
                Fill("a: b # {\"$imagepolicy\": \"team:app\"}\n---\n");
                break;
            case "marked items":
                text.Append("l:\n");
                Fill("- name: x\n  image: a:1" + Mark);
                break;
            case "deep marked":
                text.Append("a: ");
                for (var i = 0; i < 4_000; i++)
                {
                    text.Append("{a: ");
                }

                text.Append("[\n");
                Fill("b,# {\"$imagepolicy\": \"team:app\"}\n");
                text.Append("c]").Append('}', 4_000).Append('\n');
                break;
            case "image fields":
                text.Append("l:\n");
                Fill("- digest: sha256:a\n  tag: v1\n  repository: ghcr.io/acme/app\n");
                break;
            case "bad markers":
                Fill("a: b # {\"$imagepolicy\": 1}\n");
                break;
            case "spaces":
                text.Append("a:");
                Fill(" ");
                text.Append("b\nc:\n");
                break;
            default:
                text.Append("a: b");
                Fill(":");
                text.Append('\n');
                break;
        }

        // The screening would pass over a file without these bytes.
        return Encoding.UTF8.GetBytes(text.Append("\n# \"$imagepolicy\" image\n").ToString());
    }
}
