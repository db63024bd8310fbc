using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private static readonly DateTimeOffset Seen = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FolderHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task TheElection_IsExplained_FromStoredTags()
    {
        house.StoreTags(Seen, "1.0.0", "1.2.0", "1.1.0", "2.0.0", "1.3.0-rc.1", "latest");
        await house.SetStatusAsync<ImagePolicy>(
            "web", p =>
                p with
                {
                    Status = p.Status with
                    {
                        LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" },
                        Conditions = [FolderHouse.Ready("True", "resolved to 1.1.0")],
                    },
                });
        var result = await house.RunAsync("explain", "web");

        Assert.Equal("""
            policy:   shop/web, image example.com/web
            elects:   the highest version in the range "1.x"
            elected:  1.2.0, first seen 2026-01-02T03:04:05Z
            status:   Ready True: resolved to 1.1.0
                      (the status still says 1.1.0, these tags elect 1.2.0)
            tags:     6: 1 Elected, 2 Older, 1 OutOfRange, 1 Prerelease, 1 NotAVersion

            TAG          VERDICT       ORDERED AS   FIRST SEEN             WHY
            2.0.0        OutOfRange    2.0.0        2026-01-02T03:04:05Z   2.0.0 is not in the range "1.x"
            1.3.0-rc.1   Prerelease    1.3.0-rc.1   2026-01-02T03:04:05Z   1.3.0-rc.1 is a prerelease, and the range "1.x" does not ask for prereleases; a bound such as >=1.0.0-0 does
            1.2.0        Elected       1.2.0        2026-01-02T03:04:05Z   1.2.0 is elected: it is the highest version in the range "1.x"
            1.1.0        Older         1.1.0        2026-01-02T03:04:05Z   1.1.0 is a candidate, but 1.2.0 comes before it
            1.0.0        Older         1.0.0        2026-01-02T03:04:05Z   1.0.0 is a candidate, but 1.2.0 comes before it
            latest       NotAVersion   latest       2026-01-02T03:04:05Z   latest is not a version of the form MAJOR.MINOR.PATCH: it holds no number

            """.ReplaceLineEndings("\n"), result.Out);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Theory]
    [InlineData("b-7", "b-7 (ordered as \"7\") is a candidate, but b-020 (ordered as \"020\") comes before it")]
    [InlineData("b-020", "b-020 (ordered as \"020\") is elected: it is the highest number of $1 among tags that match ^b-(\\d+)(-\\w)?$")]
    [InlineData("b-20-x", "b-20-x is ordered as \"20\", and so is b-20; of tags with one key only one is looked at")]
    [InlineData("b-20", "b-20 (ordered as \"20\") ranks the same as b-020, and of equals only one is elected")]
    [InlineData("x", "x does not match the pattern ^b-(\\d+)(-\\w)?$")]
    public async Task OneTag_IsExplainedInOneSentence(string tag, string expected)
    {
        house.Folder.Write("tags.txt", "b-7\nb-20\n\nb-20-x\nb-020\nx\n");
        var result = await house.RunAsync("explain", "shop/build", "--tag", tag, "--tags-file", house.Folder.Combine("tags.txt"));
        Assert.Equal((0, expected + "\n", ""), (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData("9.9.9", "was not in the last listing")]
    [InlineData("1.0.0.sig", "exclusionList")]
    public async Task AnUnknownTag_IsSaidToBeUnknown(string tag, string message)
    {
        house.Folder.Write("tags.json", "[\"1.0.0\", \"1.0.0.sig\"]");
        var result = await house.RunAsync("explain", "web", "--tag", tag, "--tags-file", house.Folder.Combine("tags.json"));
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_GetEveryTag()
    {
        house.StoreTags(Seen, [.. Enumerable.Range(0, 50).Select(i => $"1.{i}.0")]);
        var json = FolderHouse.Json(await house.RunAsync("explain", "web", "-o", "json"));
        Assert.Equal("1.49.0", (string?)json["elected"]!["tag"]);
        Assert.Equal("2026-01-02T03:04:05Z", (string?)json["elected"]!["firstSeen"]);
        Assert.Equal(50, json["tags"]!.AsArray().Count);
        Assert.Equal(49, (int)json["counts"]!["Older"]!);
        var table = await house.RunAsync("explain", "web");
        Assert.Contains("6 of 50 tags shown", table.Error, StringComparison.Ordinal);
        Assert.StartsWith("policy: shop/web\n", (await house.RunAsync("explain", "web", "-o", "yaml")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailedElection_IsExplainedToo()
    {
        house.Folder.Write("tags.txt", "latest\n");
        var result = await house.RunAsync("explain", "web", "--tags-file", house.Folder.Combine("tags.txt"));
        Assert.Equal(0, result.Code);
        Assert.Contains("elected:  nothing: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("waiting to be reconciled", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "ImagePolicy object 'nope' not found")]
    [InlineData("web", "no tags are stored")]
    public async Task WhatIsMissing_IsNamed(string name, string message)
    {
        var result = await house.RunAsync("explain", name);
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
