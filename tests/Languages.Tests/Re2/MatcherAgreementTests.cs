using ImageAutomation.Languages.Re2.Matching;
using ImageAutomation.Languages.Re2.Syntax;
using Xunit;

namespace ImageAutomation.Languages.Tests.Re2;

public sealed class MatcherAgreementTests
{
    private static readonly string[] Atoms =
        ["a", "b", "-", ".", @"\d", @"\b", "^", "$", "[ab]", "[^a]", "é", "😀", "(?i)", "(?m)", @"\pL", @"\w", "(a)", "(?:)"];

    private static readonly string[] Repeats = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{2,}", "{1,3}?"];
    private static readonly string[] Texts = ["", "a", "ab", "ba-1", "aab", "é😀a", "a\nb", "A-b", "11ab😀"];

    [Fact]
    public void BothMatchersFindTheSameGroups()
    {
        var random = new Random(20_240_501);
        for (var i = 0; i < 3_000; i++)
        {
            var source = Random(random, 3);
            var parsed = PatternParser.Parse(source);
            var program = PatternCompiler.Compile(source, parsed);
            foreach (var text in Texts)
            {
                var (expected, actual) = (new int[program.Groups * 2], new int[program.Groups * 2]);
                var isMatch = new ThreadMatcher(program).Search(text, 0, expected);
                Assert.True(isMatch == new Backtracker(program).Search(text, 0, actual), $"{source} on {text}");
                Assert.True(!isMatch || expected.SequenceEqual(actual), $"{source} on {text}");
            }
        }
    }

    private static string Random(Random random, int depth)
    {
        var kind = depth == 0 ? 0 : random.Next(5);
        return kind switch
        {
            0 => Atoms[random.Next(Atoms.Length)],
            1 => $"{Random(random, depth - 1)}{Random(random, depth - 1)}",
            2 => $"(?:{Random(random, depth - 1)}|{Random(random, depth - 1)})",
            3 => $"({Random(random, depth - 1)})",
            _ => $"(?:{Random(random, depth - 1)}){Repeats[random.Next(Repeats.Length)]}",
        };
    }
}
