
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
        { "", null },
    };

    /// <summary>Promises that cannot be kept: the list must not end here.</summary>
    public static TheoryData<string> Unreadable => ["</n>; rel=next", "</n?>; rel=next", "</n?a b>; rel=next", "broken <", "/n?last=2; rel=\"next\"", "</p?last=1>; rel=prev, /n?last=2; rel=next", "</n>"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TakesTheQueryAlone(string headers, string? expected)
    {
        Assert.True(LinkHeader.TryFindNext(headers.Split('\n'), out var query));
        Assert.Equal(expected, query);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void SaysThatItCannotBeRead(string header) => Assert.False(LinkHeader.TryFindNext([header], out _));

    [Fact]
    public void EndsOnAnyInput()
    {
        var random = new Random(5);
        const string Alphabet = "<>;,=\" relnxt?/";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(random.Next(60), random, (span, source) => { foreach (ref var c in span) c = Alphabet[source.Next(Alphabet.Length)]; });
            LinkHeader.TryFindNext([text], out _);
        }
    }
}
