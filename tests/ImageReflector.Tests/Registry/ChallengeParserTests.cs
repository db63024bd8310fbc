
using ImageAutomation.ImageReflector.Registry.Login;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class ChallengeParserTests
{
    /// <summary>Header values, separated by LF; the challenges as scheme(name=value;..) separated by spaces.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:a/b:pull,push\"",
            "bearer(realm=https://a/t;scope=repository:a/b:pull,push;service=s)" },
        { "bearer Realm=https://a/t , Service = s", "bearer(realm=https://a/t;service=s)" },
        { "Basic realm=\"harbor\"", "basic(realm=harbor)" },
        { "Basic realm=\"a\\\"b\\\\c\"", "basic(realm=a\"b\\c)" },
        { "Basic", "basic()" },
        { "Basic\nBearer realm=\"https://a/t\"", "basic() bearer(realm=https://a/t)" },
        { "Basic realm=\"x\", Bearer realm=\"https://a/t\",service=\"s\"", "basic(realm=x) bearer(realm=https://a/t;service=s)" },
        { "Negotiate, Basic realm=\"x\"", "negotiate() basic(realm=x)" },
        { "Negotiate YII==, Bearer realm=\"https://a/t\"", "negotiate() bearer(realm=https://a/t)" },
        { "NTLM abc, Basic realm=x", "ntlm() basic(realm=x)" },
        { "Bearer realm=\"https://a/t?x=1,2\",,service=\"s\",", "bearer(realm=https://a/t?x=1,2;service=s)" },
        { "Bearer realm=\"unterminated", "bearer(realm=unterminated)" },
        { "Bearer realm=\"a\",realm=\"b\"", "bearer(realm=a)" },
        { "", "" },
        { ",,, ", "" },
        { "=\"\"\",=", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void SeparatesChallenges(string headers, string expected)
    {
        var parsed = ChallengeParser.Parse(headers.Split('\n')).Where(challenge => challenge.Scheme.All(char.IsLetter));
        var text = string.Join(
            ' ', parsed.Select(
                challenge =>
                    $"{challenge.Scheme}({string.Join(';', challenge.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"))})"));
        Assert.Equal(expected, text);
    }

    [Fact]
    public void EndsOnAnyInput()
    {
        var random = new Random(3);
        const string Alphabet = "Bb=\",\\ \tr/0";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(
                random.Next(40), random, (span, source) => { foreach (ref var c in span) c = Alphabet[source.Next(Alphabet.Length)]; });
            Assert.InRange(ChallengeParser.Parse([text]).Count, 0, 16);
        }
    }
}
