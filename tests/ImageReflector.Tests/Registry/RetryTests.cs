using ImageAutomation.ImageReflector.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Which failures are tried again, when and how often.</summary>
public sealed class RetryTests : ListingScene
{
    [Theory]
    [InlineData(408)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(522)]
    public async Task TriesThreeTimes_WaitingOneAndThreeSeconds(int status)
    {
        Answer(context => context.Response.StatusCode = status);
        using var client = Clients.Create(Clients.Fast with { RetryDelay = TimeSpan.FromSeconds(1) }, Time);
        var (listing, took) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
        // 500 is how some refuse a page size: once more without one.
        var rounds = status == 500 ? 2 : 1;
        Assert.Equal(3 * rounds, Listings);
        Assert.InRange(took.TotalSeconds, (0.8 + 2.4) * rounds, (1.2 + 3.6) * rounds);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task TriesOnce_When_AnotherTryCannotHelp(int status)
    {
        Answer(context => context.Response.StatusCode = status);
        using var client = Clients.Create(time: Time);
        await ListAsync(client);
        Assert.Equal(1, Listings);
    }

    [Fact]
    public async Task Recovers_When_TheConnectionBreaksInTheBody()
    {
        Registry.Override = async context =>
        {
            if (!IsList(context) || Interlocked.Increment(ref Listings) > 2) return false;
            await context.Response.WriteAsync("{\"tags\":[\"lost\",");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        using var client = Clients.Create(time: Time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(["1"], listing.Value.Tags);
    }

    [Fact]
    public async Task WaitsAsLongAsTheRegistryAsks()
    {
        AskToWaitOnce("20");
        using var client = Clients.Create(time: Time);
        var (listing, took) = await ListAsync(client);
        Assert.True(listing.IsSuccess);
        Assert.Equal(20, took.TotalSeconds, 1);
    }

    [Theory]
    [InlineData("Wed, 31 Dec 2025 23:00:00 GMT", 1)]
    [InlineData("0", 1)]
    [InlineData("Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    public async Task ReadsADate_AndWaitsAsUsual_When_ItHasPassed(string retryAfter, double seconds)
    {
        AskToWaitOnce(retryAfter);
        using var client = Clients.Create(Clients.Fast with { RetryDelay = TimeSpan.FromSeconds(1) }, Time);
        var (listing, took) = await ListAsync(client);
        Assert.True(listing.IsSuccess);
        Assert.InRange(took.TotalSeconds, seconds * 0.79, seconds * 1.21);
    }
}
