using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Program;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class ValueTests
{
    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456789ABCDEF0123456789abcdef01234567", true)]
    [InlineData("0123456789abcdef0123456789abcdef0123456", false)]
    [InlineData("0123456789abcdef0123456789abcdef012345678", false)]
    [InlineData("g123456789abcdef0123456789abcdef01234567", false)]
    [InlineData("", false)]
    public void ReadsWholeIdsOnly(string text, bool isId)
    {
        Assert.Equal(isId, ObjectId.TryParse(text, out var id));
        Assert.Equal(isId, ObjectId.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var same));
        Assert.Equal(id, same);
        if (isId) Assert.Equal(text, id.ToString(), ignoreCase: true);
    }

    [Fact]
    public void OrdersIdsByTheirBytes()
    {
        string[] ids = ["0000000000000000000000000000000000000001", "00ffffffffffffff000000000000000000000000",
            "00ffffffffffffff000000000000000100000000", "ff00000000000000000000000000000000000000"];
        var parsed = ids.Select(text => ObjectId.TryParse(text, out var id) ? id : default).ToList();
        Assert.Equal(parsed, parsed.AsEnumerable().Reverse().Order());
        Assert.True(parsed[0] < parsed[1] && parsed[3] > parsed[2]);
        Assert.True(default(ObjectId).IsZero);
    }

    // Text as numbers: an attribute cannot hold half a surrogate pair.
    [Theory]
    [InlineData(new byte[] { 0x61, 0x2f, 0xc3, 0xa9 }, new[] { 0x61, 0x2f, 0xe9 })]
    [InlineData(new byte[] { 0x61, 0xff, 0x62 }, new[] { 0x61, 0xdcff, 0x62 })]
    [InlineData(new byte[] { 0xc3 }, new[] { 0xdcc3 })]
    [InlineData(new byte[] { 0xed, 0xb3, 0xbf }, new[] { 0xdced, 0xdcb3, 0xdcbf })]
    [InlineData(new byte[] { 0xf0, 0x9f, 0x9a, 0x80 }, new[] { 0xd83d, 0xde80 })]
    public void KeepsEveryPath(byte[] bytes, int[] units)
    {
        var text = new string([.. units.Select(unit => (char)unit)]);
        Assert.Equal(text, GitPath.Decode(bytes));
        Assert.Equal(bytes, GitPath.Encode(text));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("./", "")]
    [InlineData("/", "")]
    [InlineData("./a//b/", "a/b")]
    [InlineData("a/../b/./c", "b/c")]
    [InlineData("../../a", "a")]
    [InlineData("/etc/../../x", "x")]
    public void NeverLeavesTheRoot(string? path, string clean) => Assert.Equal(clean, GitPath.Normalize(path));

    [Theory]
    [InlineData("a/b", "", true)]
    [InlineData("a/b", "a", true)]
    [InlineData("a", "a", true)]
    [InlineData("ab", "a", false)]
    [InlineData("b/a", "a", false)]
    public void KnowsWhatLiesInAFolder(string path, string folder, bool isWithin) => Assert.Equal(isWithin, GitPath.IsWithin(path, folder));

    [Theory]
    [InlineData("A B <a@b> 1700000000 +0130", "A B", "a@b", "2023-11-14T23:43:20.0000000+01:30")]
    [InlineData("<a@b> 1700000000 -0000", "", "a@b", "2023-11-14T22:13:20.0000000+00:00")]
    [InlineData("A <a@b>", "A", "a@b", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("A <a@b> 99999999999999999999 +0000", "A", "a@b", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("A <a@b> 1700000000 +9999", "A", "a@b", "2023-11-14T22:13:20.0000000+00:00")]
    [InlineData("nothing of the kind", "nothing of the kind", "", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("A <b> <c@d> 0 +0000", "A", "b> <c@d", "1970-01-01T00:00:00.0000000+00:00")]
    public void ReadsOddSignatures(string header, string name, string email, string when)
    {
        var read = GitSignature.FromHeader(header);
        Assert.Equal((name, email, when), (read.Name, read.Email, read.When.ToString("O")));
    }

    [Fact]
    public async Task DemandsALogin_When_TheCredentialsAreAnApp()
    {
        using var store = new MirrorStore(new GitRunner(new GitRunnerOptions(), TimeProvider.System), new MirrorStoreOptions
        {
            Root = "state",
        }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
        var remote = new GitRemote
        {
            Url = GitUrl.Parse("https://host/x").Value,
            Credentials = new GitCredentials.GitHubApp("1", "key", 1, null, "https://api"),
        };
        Assert.Throws<ArgumentException>(() => store.Open(remote));
    }
}
