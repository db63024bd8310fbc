using System.Text;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Values that no image has: the editor does not rely on its callers.</summary>
public sealed class AnyValueTests
{
    private const string Mark = "# {\"$imagepolicy\": \"a:b\"}";

    private static readonly string[] Places =
    [
        $"a: x {Mark}\nz: 1\n", $"a: 'x' {Mark}\nz: 1\n", $"a: \"x\" {Mark}\nz: 1\n", $"a: {{b: x, {Mark}\n  z: 1}}\n",
        $"a: [\"x\", {Mark}\n  z]\n",
        $"a: | {Mark}\n  x\nz: 1\n", $"a: >+ {Mark}\n  x\n  y\n\nz: 1\n", $"a: |2- {Mark}\n   x\nz: 1\n", $"a:\n{Mark}\n- x\n- z\n",
        $"a: !!str &k x {Mark}\nz: *k\n",
        $"a: >- {Mark}\n\nz: 1\n", $"a: | {Mark}\r\n  x\r\n  y\r\nz: 1\r\n", $"- a: x\n".Replace("- ", "r:\n  - ", StringComparison.Ordinal)
            .Replace("x\n", $"x {Mark}", StringComparison.Ordinal),
        $"a: | {Mark}",
    ];

    private static readonly string[] Values =
    [
        "", " ", " a", "a ", "a: b", "a #b", "#a", "- a", "-a", "-", "--", "?a", "[x]", "{x}", "a,b", "a]b", "it's", "say \"x\"", "a\\b",
        "line\nbreak", "\n", "tab\tx", "\t",
        "é", "\U0001F600", "\u0085", "\u2028", "\uFEFF", "\uFFFE", "null", "~", "1.0", "true", "---", "...", "--- a", "%a", "@a", "`a",
        "!a", "&a", "*a", "|", ">", "a:", ":a", ":",
        "\u0001", "\u007f", "ghcr.io/acme/app:v1@sha256:00", "2024-01-02", "<<", "=", "a\u00a0b", "\r", "x\r\ny",
    ];

    [Fact]
    public void ReadsBackWhatWasSet()
    {
        foreach (var place in Places)
        {
            var content = Encoding.UTF8.GetBytes(place);
            var target = Assert.Single(TargetLocator.Locate("f.yaml", content).Targets);
            foreach (var value in Values)
            {
                var edited = TargetEditor.Apply("f.yaml", content, [(target, value)]).Value;

                var found = TargetLocator.Locate("f.yaml", edited.Content);
                var shown = $"{place}\n---- {value}\n{EditingData.Show(edited.Content.Span)}\n{found.Problem}";
                Assert.True(found.Targets.Count == 1, shown);
                Assert.True(value == found.Targets[0].Value, shown);
                Assert.EndsWith(
                    place[(place.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split('\n')[^1],
                    EditingData.Show(edited.Content.Span), StringComparison.Ordinal);
            }
        }
    }
}
