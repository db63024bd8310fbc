using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Waits that a registry asked for, rates, parallel requests and circuits.</summary>
public sealed class BudgetTests : ListingScene
{
    [Fact]
    public async Task ParksHostAndCredential_When_TheWaitIsLong()
    {
        AskToWaitOnce("600");
        using var client = Clients.Create(time: Time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RateLimited, listing.Failure?.Reason);
        Assert.Contains("wait 10m0s", listing.Failure?.Message, StringComparison.Ordinal);

        (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RateLimited, listing.Failure?.Reason);
        Assert.Contains("2026-01-01T00:10:", listing.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(1, Listings); // the second did not reach the registry

        // Another credential has another budget.
        var other = await client.ListTagsAsync(
            new RegistryTarget
            {
                Host = Registry.Host,
                Repository = "app",
                PullSecrets = [Clients.Login(Registry.Host, "u", "p")],
            }, CancellationToken.None);
        Assert.True(other.IsSuccess);

        Time.Advance(TimeSpan.FromSeconds(600));
        (listing, _) = await ListAsync(client);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
    }

    [Fact]
    public async Task ParksThoseWhoStandInLine()
    {
        var arrived = new SemaphoreSlim(0);
        var answer = new TaskCompletionSource();
        Registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            Interlocked.Increment(ref Listings);
            arrived.Release();
            await answer.Task;
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "600";
            return true;
        };
        using var client = Clients.Create(Clients.Fast with { MaxParallelRequests = 1 }, Time);
        var pending = Enumerable.Range(0, 5).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None)).ToList();
        await arrived.WaitAsync();
        answer.SetResult();
        foreach (var one in await Task.WhenAll(pending)) Assert.Equal(RegistryReasons.RateLimited, one.Failure?.Reason);
        Assert.Equal(1, Listings);
    }

    [Fact]
    public async Task AClockThatIsSetBack_HoldsNoRequestUp()
    {
        var wall = new SettableWallClock();
        using var client = new RegistryClient(Clients.Fast, wall);
        Assert.True((await client.ListTagsAsync(Target(), CancellationToken.None)).IsSuccess);
        wall.Offset = TimeSpan.FromDays(-30);
        Assert.True(
            (await client.ListTagsAsync(Target(), CancellationToken.None).WaitAsync(Eventually.Limit, TimeProvider.System)).IsSuccess);
    }

    [Fact]
    public async Task ParksNoLongerThanItsBound()
    {
        AskToWaitOnce("9999999");
        using var client = Clients.Create(time: Time);
        await ListAsync(client);
        Time.Advance(TimeSpan.FromHours(6));
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
    }

    [Fact]
    public async Task HoldsTheRate_SharedByAllRepositoriesOfAHost()
    {
        using var client = Clients.Create(Clients.Fast with { RequestsPerSecond = 10, RequestBurst = 5 }, Time);
        await ListAsync(client); // the scheme is settled
        Time.Advance(TimeSpan.FromMinutes(1));
        var took =
            await Time.RunAsync(Task.WhenAll(Enumerable.Range(0, 25).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None))));
        Assert.InRange(took.TotalSeconds, 1.9, 2.1); // 20 beyond the burst at 10 a second
    }

    [Fact]
    public async Task HoldsTheNumberOfParallelRequests()
    {
        int now = 0, most = 0;
        var full = new TaskCompletionSource();
        Registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var current = Interlocked.Increment(ref now);
            InterlockedMax(ref most, current);
            if (current == 8) full.TrySetResult();
            await full.Task;
            Interlocked.Decrement(ref now);
            return false;
        };
        using var client = Clients.Create();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None)));
        Assert.Equal(8, most);
    }

    [Fact]
    public async Task OpensTheCircuit_ProbesAfterAMinute_AndClosesIt()
    {
        var down = true;
        Registry.Override = context =>
        {
            if (!IsList(context)) return Task.FromResult(false);
            Interlocked.Increment(ref Listings);
            if (down) context.Response.StatusCode = 502;
            return Task.FromResult(down);
        };
        using var client = Clients.Create(Clients.Fast with
        {
            Attempts = 1,
            CircuitFailures = 5,
            CircuitBreak = TimeSpan.FromMinutes(1),
        }, Time);
        for (var i = 0; i < 5; i++) await ListAsync(client);
        Assert.Equal(5, Listings);
        var (refused, _) = await ListAsync(client);
        Assert.Contains(
            "failed 5 calls in a row; the last: HTTP 502; next try in 1m0s", refused.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryReasons.RegistryUnavailable, refused.Failure?.Reason);
        Assert.Equal(5, Listings);

        Time.Advance(TimeSpan.FromSeconds(61));
        await ListAsync(client); // the probe fails: the break doubles
        Assert.Equal(6, Listings);
        Time.Advance(TimeSpan.FromSeconds(61));
        await ListAsync(client);
        Assert.Equal(6, Listings);
        down = false;
        Time.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; seen = target)
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
    }
}
