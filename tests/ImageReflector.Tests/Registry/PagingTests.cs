using System.Globalization;
using System.IO.Compression;
using System.Text;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class PagingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private StandInRegistry registry = null!; // set by InitializeAsync

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1", "2", "3", "4", "5", "6", "7"];
    }

    public async Task DisposeAsync() => await registry.DisposeAsync();

    /// <summary>How the link to the next page looks; its query alone counts.</summary>
    public static TheoryData<string> Links => new()
    {
        "</v2/app/tags/list?{0}>; rel=\"next\"",
        "<http://{1}/v2/app/tags/list?{0}>; rel=\"next\"",
        "<https://elsewhere.test/v2/app/tags/list?{0}>; rel=\"next\"",
        "<http://169.254.169.254/latest?{0}>; rel=\"next\"",
        "</repository/hosted/v2/app/tags/list?{0}>; rel=\"next\"",
        "</v2/other/tags/list?{0}>; rel=\"next\"",
        "<?{0}&orderby=>; rel=next",
        "</x?{0}>; rel=\"prev\", </y?{0}>; rel=\"first next\"",
    };

    [Theory]
    [MemberData(nameof(Links))]
    public async Task FollowsLinks_ByTheirQuery(string link)
    {
        registry.Link = query => string.Format(CultureInfo.InvariantCulture, link, query, registry.Host);
        var listing = await ListAsync(pageSize: 3);
        Assert.Equal(["7", "6", "5", "4", "3", "2", "1"], listing.Value.Tags);
        Assert.Equal(3, listing.Value.Pages);
        Assert.All(registry.Requests.Where(request => request.Path != "/v2/"), request => Assert.Equal("/v2/app/tags/list", request.Path));
    }

    [Fact]
    public async Task FollowsOpaqueCursors()
    {
        registry.Override = context => PageAsync(context, context.Request.Query["next_page"].FirstOrDefault() switch
        {
            null => ("[\"b\",\"a\"]", "<https://x/?next_page=gAAA%2FBq%3D%3D>; rel=\"next\""),
            "gAAA/Bq==" => ("[\"c\"]", null),
            var other => throw new InvalidOperationException(other),
        });
        Assert.Equal(["c", "b", "a"], (await ListAsync(2)).Value.Tags);
    }

    [Fact]
    public async Task AsksForWhatFollows_When_AFullPageHasNoLink()
    {
        registry.Link = null;
        var listing = await ListAsync(pageSize: 3);
        Assert.Equal(7, listing.Value.Tags.Count);
        Assert.Equal(
            ["?n=3", "?n=3&last=3", "?n=3&last=6"], registry.Requests.Where(request => request.Path != "/v2/")
                .Select(request => request.Query));
    }

    [Fact]
    public async Task StopsAfterOneQuestion_When_TheCursorIsIgnored()
    {
        registry.Override = context => PageAsync(context, ("[\"a\",\"b\"]", null));
        Assert.Equal(["b", "a"], (await ListAsync(2)).Value.Tags);
        Assert.Equal(2, registry.Requests.Count(request => request.Path != "/v2/"));
    }

    [Fact]
    public async Task TakesEverything_When_PageSizeIsIgnored()
    {
        registry.HonoursPageSize = false;
        Assert.Equal(7, (await ListAsync(3)).Value.Tags.Count);
        Assert.Equal(1, registry.Requests.Count(request => request.Path != "/v2/"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task ReadsNoTags(string tags)
    {
        registry.Override = context => PageAsync(context, (tags, null));
        Assert.Empty((await ListAsync(3)).Value.Tags);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"maintenance\"}]}", false)]
    [InlineData("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"maintenance\"}],\"tags\":[]}", false)]
    [InlineData("{\"status\":\"ok\"}", false)]
    [InlineData("{\"tags\":[],\"errors\":[]}", true)]
    [InlineData("\ufeff{\"tags\":[]}", true)]
    [InlineData("{\"tags\":null,\"name\":\"x\"}", true)]
    [InlineData(
        "{\"name\":{\"tags\":[\"no\"]},\"child\":[{\"tags\":[1]}],\"manifest\":{\"sha256:x\":{\"tag\":[\"v\"],\"timeCreatedMs\":\"1\"}},\"tags\":[]}", true)]
    [InlineData("{\"tags\":{}}", false)]
    [InlineData("{\"tags\":\"a\"}", false)]
    [InlineData("{\"tags\":[\"a\",1]}", false)]
    [InlineData("{\"tags\":[null]}", false)]
    [InlineData("{\"tags\":[],\"tags\":[]}", false)]
    [InlineData("[\"a\"]", false)]
    [InlineData("\"a\"", false)]
    [InlineData("<html>sign in</html>", false)]
    [InlineData("{\"tags\":[\"a\"]", false)]
    [InlineData("{\"tags\":[\"a\"]}x", false)]
    [InlineData("", false)]
    public async Task TakesOnlyTagListings(string body, bool good)
    {
        registry.Override = context => RawAsync(context, body);
        var listing = await ListAsync(3);
        Assert.Equal(good, listing.IsSuccess);
        if (good) Assert.Empty(listing.Value.Tags);
        else Assert.Equal(RegistryReasons.InvalidResponse, listing.Failure?.Reason);
    }

    [Fact]
    public async Task ReadsPagesThatArriveInPieces()
    {
        var tags = Enumerable.Range(0, 5000).Select(i => $"tag-{i:D6}-{new string('x', i % 90)}").ToArray();
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var bytes =
                Encoding.UTF8.GetBytes("{\"name\":\"app\",\"tags\":[" + string.Join(",\n", tags.Select(tag => $"\"{tag}\"")) + "]}");
            for (var at = 0; at < bytes.Length; at += 7919)
            {
                await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(7919, bytes.Length - at)));
                await context.Response.Body.FlushAsync();
            }

            return true;
        };
        var listing = await ListAsync(1000);
        Assert.Equal(tags.OrderDescending(StringComparer.Ordinal), listing.Value.Tags);
    }

    [Fact]
    public async Task ReadsCompressedPages()
    {
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            Assert.Equal("gzip", context.Request.Headers.AcceptEncoding.ToString());
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("{\"tags\":[\"a\",\"b\"]}"u8.ToArray());
            return true;
        };
        Assert.Equal(["b", "a"], (await ListAsync(1000)).Value.Tags);
    }

    [Fact]
    public async Task BoundsWhatAPageUnpacksTo()
    {
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var spaces = new byte[100_000];
            spaces.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 200; i++) await gzip.WriteAsync(spaces);
            return true;
        };
        Assert.Equal(RegistryReasons.TagListTooLarge, (await ListAsync(1000)).Failure?.Reason);
    }

    [Fact]
    public async Task LeavesOutWhatIsNoTag_AndCountsIt()
    {
        registry.Override = context =>
            PageAsync(
                context,
                ($"[\"a\",\"a\",\"-x\",\"b "
                    + $"c\",\"\\n\",\"\\ud800\",\"{new string('y', 129)}\",\"{new string('y', 2000)}\",\"sha256-{new string('0', 64)}.sig\"]", null));
        var listing = (await ListAsync(1000)).Value;
        Assert.Equal([$"sha256-{new string('0', 64)}.sig", "a"], listing.Tags);
        Assert.Equal(6, listing.InvalidTags);
    }

    [Fact]
    public async Task FailsAsAWhole_When_ALaterPageFails()
    {
        registry.Override = async context =>
        {
            if (context.Request.Query["last"] != "6") return false;
            await StandInRegistry.FailAsync(context, 500, "UNKNOWN");
            return true;
        };
        var listing = await ListAsync(3);
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
    }

    /// <summary>Pages that lead nowhere: tags and link by page number.</summary>
    public static TheoryData<string, string[], string[]> Loops => new()
    {
        { "same query", ["[\"a\"]", "[\"b\"]", "[\"c\"]"], ["p=1", "p=1", "p=1"] },
        { "repeated tags", ["[\"a\"]", "[\"a\"]"], ["p=1", "p=2"] },
        { "empty pages", ["[\"a\"]", .. Enumerable.Repeat("[]", 60)], [.. Enumerable.Range(1, 61).Select(n => $"p={n}")] },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task KeepsNothing_When_PagingLeadsNowhere(string what, string[] pages, string[] links)
    {
        Assert.NotEmpty(what);
        var at = 0;
        registry.Override = context =>
        {
            if (!IsList(context)) return Task.FromResult(false);
            var page = at++;
            return PageAsync(context, (pages[page], $"<?{links[page]}>; rel=next"));
        };
        Assert.Equal(RegistryReasons.PartialTagList, (await ListAsync(3)).Failure?.Reason);
    }

    [Fact]
    public async Task PassesAFewEmptyPages()
    {
        string[] pages = ["[]", "[]", "[]", "[\"a\"]"];
        var at = 0;
        registry.Override = context =>
        {
            if (!IsList(context)) return Task.FromResult(false);
            var page = at++;
            return PageAsync(context, (pages[page], page == 3 ? null : $"<?p={page}>; rel=next"));
        };
        Assert.Equal(["a"], (await ListAsync(3)).Value.Tags);
    }

    [Theory]
    [InlineData("PAGINATION_NUMBER_INVALID", 100)]
    [InlineData("UNSUPPORTED", 100)]
    [InlineData("PAGINATION_NUMBER_INVALID", 0)]
    public async Task AsksForLess_When_ThePageSizeIsRefused(string code, int accepted)
    {
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var size = context.Request.Query["n"].FirstOrDefault();
            if (size is null || int.Parse(size, CultureInfo.InvariantCulture) <= accepted) return false;
            await StandInRegistry.FailAsync(context, 400, code);
            return true;
        };
        using var client = Clients.Create();
        Assert.Equal(7, (await client.ListTagsAsync(Target(), CancellationToken.None)).Value.Tags.Count);
        var first = registry.Requests.Count(request => request.Path != "/v2/");
        Assert.Equal(accepted == 100 ? 2 : 3, first);
        // The next listing does not run into the same wall.
        Assert.True((await client.ListTagsAsync(Target(), CancellationToken.None)).IsSuccess);
        Assert.Equal(first + 1, registry.Requests.Count(request => request.Path != "/v2/"));
    }

    [Theory]
    [InlineData(2, 20)]
    [InlineData(100, 5)]
    public async Task KeepsNothing_When_ABoundIsPassed(int maxPages, int maxTags)
    {
        using var client = Clients.Create(Clients.Fast with { PageSize = 2, MaxPages = maxPages, MaxTags = maxTags });
        Assert.Equal(RegistryReasons.TagListTooLarge, (await client.ListTagsAsync(Target(), CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task ReadsLargeListings_WithinBounds()
    {
        var tags = TagStore.RealisticTags.Make(1, 100_000);
        registry.Tags["app"] = tags;
        var body = Encoding.UTF8.GetBytes("{\"name\":\"app\",\"tags\":[" + string.Join(',', tags.Select(tag => $"\"{tag}\"")) + "]}");
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            await context.Response.Body.WriteAsync(body);
            return true;
        };
        using var client = Clients.Create();
        await client.ListTagsAsync(Target(), CancellationToken.None);
        var before = GC.GetTotalAllocatedBytes();
        var started = TimeProvider.System.GetTimestamp();
        var listing = await client.ListTagsAsync(Target(), CancellationToken.None);
        output.WriteLine(
            $"{listing.Value.Tags.Count} tags, {body.Length / 1e6:0.0} "
                + $"MB: {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} "
                + $"ms, {(GC.GetTotalAllocatedBytes() - before) / 1e6:0.0} MB allocated by client and server");
        Assert.Equal(tags.Length, listing.Value.Tags.Count);
    }

    [Fact]
    public async Task PassesWarningsOn()
    {
        registry.Override = context =>
        {
            context.Response.Headers.Append("Warning", "299 - \"moves to new.example soon\"");
            context.Response.Headers.Append("Warning", "110 - \"stale\"");
            return Task.FromResult(false);
        };
        Assert.Equal("moves to new.example soon", Assert.Single((await ListAsync(3)).Value.Warnings));
    }

    private static bool IsList(HttpContext context) => context.Request.Path.Value?.EndsWith("/tags/list", StringComparison.Ordinal) == true;

    private static async Task<bool> PageAsync(HttpContext context, (string Tags, string? Link) page)
    {
        if (!IsList(context)) return false;
        if (page.Link is not null) context.Response.Headers.Append("Link", page.Link);
        return await RawAsync(context, $"{{\"name\":\"app\",\"tags\":{page.Tags}}}");
    }

    private static async Task<bool> RawAsync(HttpContext context, string body)
    {
        if (!IsList(context)) return false;
        context.Response.ContentType = "text/plain"; // as ECR does
        await context.Response.WriteAsync(body);
        return true;
    }

    private RegistryTarget Target() => new() { Host = registry.Host, Repository = "app" };

    private async Task<Languages.Results.Result<TagListing>> ListAsync(int pageSize)
    {
        using var client = Clients.Create(Clients.Fast with { PageSize = pageSize });
        return await client.ListTagsAsync(Target(), CancellationToken.None);
    }
}
