using System.Text;
using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.Re2;
using ImageAutomation.Languages.SemVer;
using ImageAutomation.Languages.YamlBytes;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;

namespace ImageAutomation.Languages.Tests;

/// <summary>The languages that people, and strangers through repositories, write.</summary>
public sealed class FuzzTests
{
    [Fact]
    public Task Yaml() => Fuzz.RunAsync(
        ["a: b # c\n- [x, {y: z}]\n", "%YAML 1.1\n---\nkind: &a Deployment\nspec: {x: *a, <<: *a}\n...\n---\n? k\n: |+2\n   text\n",
            "\uFEFFa: 'it''s'\nb: \"\\u263a \\x41\\\n  c\"\n", "- !!str 1\n- ! x\n- >-\n  a\n  b\n"],
        ["[", "{", "]", "}", ": ", "- ", "? ", "&a ", "*a", "|\n ", ">2-\n", "!!x ", "---\n", "...\n", "\t", "\r\n", "\"", "'", "#",
            "%TAG ! x\n", "\u0085", "\u2028", "\\\n"],
        bytes =>
        {
            var (parts, problem) = DocumentParts.Split(bytes);
            if (problem is not null) return;
            foreach (var (start, end) in parts)
            {
                var (document, _) = YamlParser.Parse(bytes, start, end);
                if (document is null) continue;
                foreach (var node in document.Nodes)
                    if (node.Kind == YamlNodeKind.Scalar) _ = YamlScalar.Decode(bytes, node);
            }
        });

    [Fact]
    public Task Patterns() => Fuzz.RunAsync(
        [@"^v(?P<major>\d+)\.(\d+)-(?:rc|beta)[.]?([0-9a-fA-F]{1,40})$", @"(?i)[^\pL[:alpha:]\x{10FFFF}]+?|\Q.\E*", @"\b(a|b?){0,3}\z",
            @"(?s:.)(?-i)(?U:x*)"],
        ["(", ")", "(?:", "(?P<n>", "[", "]", "[^", "{1,1000}", "{0}", "*", "+?", "|", @"\pL", @"\P{Greek}", @"\Q", @"\E", @"\x{1}",
            "[[:word:]]", "^", "$", @"\b", "(?i)", "."],
        bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (!Re2Pattern.Parse(text).TryGet(out var pattern, out _)) return;
            pattern.IsMatch("v1.2.3-rc.4deadbeef");
            pattern.IsMatch(text);
        });

    [Fact]
    public Task Templates() => Fuzz.RunAsync(
        ["{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue | quote }}\n{{ else }}none{{ end }}",
            "{{ if and (eq 1 2) (not true) }}{{ printf \"%05.2f %v\" 1.5 . }}{{ end }}{{/* c */}}",
            "{{ define \"t\" }}{{ $x := index . \"a\" }}{{ $x }}{{ end }}{{ template \"t\" . }}",
            "{{- with (dict \"a\" 1) -}}{{ toJson . | trunc 5 | upper }}{{- end -}}"],
        ["{{", "}}", "{{-", "-}}", "{{ end }}", "{{ range ", "{{ if ", "(", ")", "|", "$x", ":=", "\"", "`", "'a'", "1e9", "0x1F", ".",
            "printf \"%*d\"", "repeat 1000 \"x\"", "index", "slice", "until 100", "nil"],
        bytes =>
        {
            if (!GoTemplate.Parse(Encoding.UTF8.GetString(bytes), "t").TryGet(out var template, out _)) return;
            template.Render(() => GoValue.Nil, new RenderLimits
            {
                MaxSteps = 20_000,
                MaxOutputBytes = 1 << 16,
                MaxWorkingBytes = 1 << 22,
            }, TimeProvider.System);
        });

    [Fact]
    public Task Versions() => Fuzz.RunAsync(
        [">=1.0.0 <2.0.0 || ^3.1 || ~4.5.x", "[1.0,2.0)", "1.2.3-rc.1+build.5", "*"],
        ["||", ">=", "<", "^", "~", "!=", " - ", "x", "*", ".", "-", "+", "18446744073709551616", "[", ")", ","],
        bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (VersionConstraint.Parse(text).TryGet(out var range, out _) && ParsedVersion.TryParseTag("1.2.3-rc.1", out var version))
                range.Admits(version);
            if (ParsedVersion.TryParseTag(text, out var parsed)) _ = parsed.ToString();
        });
}
