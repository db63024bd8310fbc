using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ImageAutomation.Common.Tests.Architecture;

/// <summary>Lines end at 140 columns. What may be longer is a text that would lose by being broken: test data, and patterns.</summary>
public sealed partial class LineLengthTests
{
    private const int Longest = 140;

    public static TheoryData<string> Parts => ["src", "tests", "bench"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void LinesEndAt140Columns(string part)
    {
        var root = Root();
        var separator = Path.DirectorySeparatorChar;
        var tooLong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, part), "*.cs", SearchOption.AllDirectories))
        {
            var folders = file.Split(separator);
            if (folders.Contains("obj") || folders.Contains("bin")) continue;
            var isInText = false;
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                number++;
                // Raw and verbatim texts of several lines: what they hold is data.
                var wasInText = isInText;
                if (RawQuotes().Count(line) % 2 == 1) isInText = !isInText;
                if (line.Length <= Longest || wasInText || Texts().Replace(line, "").Length <= Longest) continue;
                tooLong.Add($"{Path.GetRelativePath(root, file)}:{number} has {line.Length} columns");
            }
        }

        Assert.Empty(tooLong);
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..")); // a file has a folder

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();

    // A text of 100 characters or more; with holes and escapes in it.
    [GeneratedRegex(@"""{3}.*?""{3}|\$*@?""(?:[^""\\]|\\.)*(?:\{[^{}]*\}(?:[^""\\]|\\.)*)*""")]
    private static partial Regex Texts();
}
