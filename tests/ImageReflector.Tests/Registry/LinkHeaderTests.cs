using ImageAutomation.ImageReflector.Registry.Listing;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class LinkHeaderTests
{
    /// <summary>Header values, separated by LF; the next query or null.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "</v2/a/tags/list?last=1.0&n=2>; rel=\"next\"", "last=1.0&n=2" },
        { "<https://other.example/elsewhere?last=x>; rel=next", "last=x" },
        { "<http://same/v2/a/tags/list?n=2&last=b%2Cc>; REL=\"Next\"", "n=2&last=b%2Cc" },
        { "<?last=1>; title=\"a, b; rel=prev\"; rel=\"next\"", "last=1" },
        { "</p?last=0>; rel=\"prev\", </n?last=2>; rel=\"next\"", "last=2" },
        { "</p?last=0>; rel=prev\n</n?last=2>; rel=\"start next\"", "last=2" },
        { "</n?last=2#frag>;rel=next", "last=2" },
        { "</n?last=2>; rel=prev; rel=next", null },
        { "</n?last=2>", "last=2" },
        { "</n?last=2>; title=x", "last=2" },
        { "</n?last=2>; rel='next'", "last=2" },
        { "</n?last=2>; rel='prev next'", "last=2" },
        { "</n?last=2>; rel=\"last\", </n?last=1>", "last=1" },
        { "</help>; rel=help", null },
        { "/n?last=2; rel=\"next\"", "last=2" },
        { "/n?last=2,3", "last=2,3" },
        { "https://elsewhere.test/v2/app/tags/list?last=2", "last=2" },
        { "</p?last=1>; rel=prev, /n?last=2; rel=next", "last=2" },
        { "</n?last=a b>; rel=next", "last=a%20b" },
        { "</n?last=\u00c3\u00a4>; rel=next", "last=%C3%A4" }, // one char a byte, as headers are read
        { "</n?last=\u20ac>; rel=next", "last=%E2%82%AC" },
        { "</n?last=%41\"{}>; rel=next", "last=A%22%7B%7D" },
        { "</n?last=2", "last=2" },
        { $"</n?last={new string('x', 20_000)}>; rel=next", $"last={new string('x', 20_000)}" },
        { "</v2/app/tags/list/c2>; rel=next", "/v2/app/tags/list/c2" },
        { "</v2/app/tags/list/c 2?n=5>; rel=next", "/v2/app/tags/list/c%202?n=5" },
        { "<list/c2>; rel=next", "/v2/app/tags/list/c2" },
        { "<https://reg.test/v2/app/tags/list/c2>", "/v2/app/tags/list/c2" },
        { "</v2/app/tags/list/../../../other/c2?x=1>; rel=next", "x=1" },
        { "", null },
    };

    /// <summary>Promises that cannot be kept: the list must not end here.</summary>
    public static TheoryData<string> Unreadable =>
    [
        "</n>; rel=next", "</n?>; rel=next", "broken <", "</n>", "<>; rel=next", "rel=next", "</v2/other/tags/list/c2>; rel=next",
        "<https://elsewhere.test/v2/app/tags/list/c2>; rel=next",
    ];

    private static readonly Uri List = new("https://reg.test/v2/app/tags/list");

    [Theory]
    [MemberData(nameof(Cases))]
    public void TakesTheQueryAlone(string headers, string? expected)
    {
        Assert.True(LinkHeader.TryFindNext(headers.Split('\n'), List, List, out var next));
        var isOwnPath = next is not null && next.AbsolutePath != List.AbsolutePath;
        Assert.Equal(expected, isOwnPath ? next!.PathAndQuery : next?.Query.TrimStart('?'));
        if (next is not null) Assert.Equal("https://reg.test", next.GetLeftPart(UriPartial.Authority));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void SaysThatItCannotBeRead(string header) => Assert.False(LinkHeader.TryFindNext([header], List, List, out _));

    [Fact]
    public void EndsOnAnyInput()
    {
        var random = new Random(5);
        const string Alphabet = "<>;,=\" relnxt?/";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(
                random.Next(60), random, (span, source) => { foreach (ref var c in span) c = Alphabet[source.Next(Alphabet.Length)]; });
            LinkHeader.TryFindNext([text], List, List, out _);
        }
    }
}
