using System.Globalization;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Retries, waits, rates and circuits, on a clock that is moved by hand.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private StandInRegistry registry = null!; // set by InitializeAsync
    private int listings;

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1"];
    }

    public async Task DisposeAsync() => await registry.DisposeAsync();

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
        using var client = Clients.Create(Clients.Fast with { RetryDelay = TimeSpan.FromSeconds(1) }, time);
        var (listing, took) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
        Assert.Equal(3, listings);
        Assert.InRange(took.TotalSeconds, 0.8 + 2.4, 1.2 + 3.6);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(410)]
    public async Task TriesOnce_When_AnotherTryCannotHelp(int status)
    {
        Answer(context => context.Response.StatusCode = status);
        using var client = Clients.Create(time: time);
        await ListAsync(client);
        Assert.Equal(1, listings);
    }

    [Fact]
    public async Task Recovers_When_TheConnectionBreaksInTheBody()
    {
        registry.Override = async context =>
        {
            if (!IsList(context) || Interlocked.Increment(ref listings) > 2) return false;
            await context.Response.WriteAsync("{\"tags\":[\"lost\",");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        using var client = Clients.Create(time: time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(["1"], listing.Value.Tags);
    }

    [Fact]
    public async Task WaitsAsLongAsTheRegistryAsks()
    {
        Answer(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "20";
        }, times: 1);
        using var client = Clients.Create(time: time);
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
        Answer(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
        }, times: 1);
        using var client = Clients.Create(Clients.Fast with { RetryDelay = TimeSpan.FromSeconds(1) }, time);
        var (listing, took) = await ListAsync(client);
        Assert.True(listing.IsSuccess);
        Assert.InRange(took.TotalSeconds, seconds * 0.79, seconds * 1.21);
    }

    [Fact]
    public async Task ParksHostAndCredential_When_TheWaitIsLong()
    {
        Answer(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "600";
        }, times: 1);
        using var client = Clients.Create(time: time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RateLimited, listing.Failure?.Reason);
        Assert.Contains("wait 10m0s", listing.Failure?.Message, StringComparison.Ordinal);

        (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.RateLimited, listing.Failure?.Reason);
        Assert.Contains("2026-01-01T00:10:", listing.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(1, listings); // the second did not reach the registry

        // Another credential has another budget.
        var other = await client.ListTagsAsync(
            new RegistryTarget { Host = registry.Host, Repository = "app", PullSecrets = [Clients.Login(registry.Host, "u", "p")] }, CancellationToken.None);
        Assert.True(other.IsSuccess);

        time.Advance(TimeSpan.FromSeconds(600));
        (listing, _) = await ListAsync(client);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
    }

    [Fact]
    public async Task ParksThoseWhoStandInLine()
    {
        var arrived = new SemaphoreSlim(0);
        var answer = new TaskCompletionSource();
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            Interlocked.Increment(ref listings);
            arrived.Release();
            await answer.Task;
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "600";
            return true;
        };
        using var client = Clients.Create(Clients.Fast with { MaxParallelRequests = 1 }, time);
        var pending = Enumerable.Range(0, 5).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None)).ToList();
        await arrived.WaitAsync();
        answer.SetResult();
        foreach (var one in await Task.WhenAll(pending)) Assert.Equal(RegistryReasons.RateLimited, one.Failure?.Reason);
        Assert.Equal(1, listings);
    }

    [Fact]
    public async Task ParksNoLongerThanItsBound()
    {
        Answer(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "9999999";
        }, times: 1);
        using var client = Clients.Create(time: time);
        await ListAsync(client);
        time.Advance(TimeSpan.FromHours(6));
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
    }

    [Fact]
    public async Task HoldsTheRate_SharedByAllRepositoriesOfAHost()
    {
        using var client = Clients.Create(Clients.Fast with { RequestsPerSecond = 10, RequestBurst = 5 }, time);
        await ListAsync(client); // the scheme is settled
        time.Advance(TimeSpan.FromMinutes(1));
        var took = await time.RunAsync(Task.WhenAll(Enumerable.Range(0, 25).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None))));
        Assert.InRange(took.TotalSeconds, 1.9, 2.1); // 20 beyond the burst at 10 a second
    }

    [Fact]
    public async Task HoldsTheNumberOfParallelRequests()
    {
        int now = 0, most = 0;
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var current = Interlocked.Increment(ref now);
            InterlockedMax(ref most, current);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            Interlocked.Decrement(ref now);
            return false;
        };
        using var client = Clients.Create();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ListTagsAsync(Target(), CancellationToken.None)));
        Assert.InRange(most, 2, 8);
    }

    [Fact]
    public async Task OpensTheCircuit_ProbesAfterAMinute_AndClosesIt()
    {
        var down = true;
        registry.Override = context =>
        {
            if (!IsList(context)) return Task.FromResult(false);
            Interlocked.Increment(ref listings);
            if (down) context.Response.StatusCode = 502;
            return Task.FromResult(down);
        };
        using var client = Clients.Create(Clients.Fast with { Attempts = 1, CircuitFailures = 5, CircuitBreak = TimeSpan.FromMinutes(1) }, time);
        for (var i = 0; i < 5; i++) await ListAsync(client);
        Assert.Equal(5, listings);
        var (refused, _) = await ListAsync(client);
        Assert.Contains("5 calls in a row", refused.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryReasons.RegistryUnavailable, refused.Failure?.Reason);
        Assert.Equal(5, listings);

        time.Advance(TimeSpan.FromSeconds(61));
        await ListAsync(client); // the probe fails: the break doubles
        Assert.Equal(6, listings);
        time.Advance(TimeSpan.FromSeconds(61));
        await ListAsync(client);
        Assert.Equal(6, listings);
        down = false;
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
        Assert.True((await ListAsync(client)).Listing.IsSuccess);
    }

    [Fact]
    public async Task TellsItsOwnTimeout_FromTheCallersCancellation()
    {
        var hanging = Hang(context => Task.CompletedTask);
        using var client = Clients.Create(Clients.Fast with { CallTimeout = TimeSpan.FromSeconds(30), Attempts = 1 }, time);
        var pending = client.ListTagsAsync(Target(), CancellationToken.None);
        await hanging.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.False(pending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        var listing = await pending;
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
        Assert.Contains("within 30s", listing.Failure?.Message, StringComparison.Ordinal);

        using var caller = new CancellationTokenSource();
        pending = client.ListTagsAsync(Target(), caller.Token);
        await hanging.WaitAsync();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task GivesUpOnASilentBody()
    {
        var hanging = Hang(async context =>
        {
            await context.Response.WriteAsync("{\"tags\":[");
            await context.Response.Body.FlushAsync();
        });
        using var client = Clients.Create(Clients.Fast with { CallTimeout = TimeSpan.FromMinutes(5), Attempts = 1 }, time);
        var pending = client.ListTagsAsync(Target(), CancellationToken.None);
        await hanging.WaitAsync();
        // When the answer's head has come in on the client's side cannot be seen from here, so the clock goes on until it gives up.
        for (var i = 0; i < 20 && !pending.IsCompleted; i++)
        {
            await Task.WhenAny(pending, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
            time.Advance(TimeSpan.FromSeconds(8));
        }

        var listing = await pending;
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
        Assert.Contains("broke off", listing.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BoundsAWholeListing()
    {
        var page = 0;
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var at = Interlocked.Increment(ref page);
            time.Advance(TimeSpan.FromMinutes(1));
            context.Response.Headers.Append("Link", $"<?p={at}>; rel=next");
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"tags\":[\"t{at}\"]}}"));
            return true;
        };
        using var client = Clients.Create(Clients.Fast with { CallTimeout = TimeSpan.FromHours(5), IdleReadTimeout = TimeSpan.FromHours(5) }, time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.TagListTooLarge, listing.Failure?.Reason);
        Assert.InRange(page, 9, 11);
    }

    /// <summary>Status, body; the reason.</summary>
    [Theory]
    [InlineData(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}", RegistryReasons.RepositoryNotFound)]
    [InlineData(404, "<html>", RegistryReasons.RepositoryNotFound)]
    [InlineData(403, "{\"errors\":[{\"code\":\"DENIED\"}]}", RegistryReasons.AccessDenied)]
    [InlineData(400, "{\"errors\":[{\"code\":\"NAME_INVALID\"}]}", RegistryReasons.InvalidImage)]
    [InlineData(412, "{\"errors\":[{\"code\":\"PROJECTPOLICYVIOLATION\"}]}", RegistryReasons.BlockedByRegistryPolicy)]
    [InlineData(429, "<html>", RegistryReasons.RateLimited)]
    [InlineData(400, "{\"errors\":[{\"code\":\"ThrottlingException\",\"message\":\"ThrottlingException\"}]}", RegistryReasons.RateLimited)]
    [InlineData(302, "", RegistryReasons.InvalidResponse)]
    public async Task NamesTheReason(int status, string body, string reason)
    {
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            context.Response.StatusCode = status;
            if (body.Length > 0) await context.Response.WriteAsync(body);
            return true;
        };
        using var client = Clients.Create(time: time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(reason, listing.Failure?.Reason);
        Assert.Contains($"'{registry.Host}/app'", listing.Failure?.Message, StringComparison.Ordinal);
    }

    private static bool IsList(HttpContext context) => context.Request.Path.Value?.EndsWith("/tags/list", StringComparison.Ordinal) == true;

    /// <summary>Makes listings hang after a first part; each arrival releases the semaphore once.</summary>
    private SemaphoreSlim Hang(Func<HttpContext, Task> firstPart)
    {
        var arrived = new SemaphoreSlim(0);
        var never = new TaskCompletionSource();
        registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            await firstPart(context);
            arrived.Release();
            await never.Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        return arrived;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; seen = target)
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
    }

    private void Answer(Action<HttpContext> answer, int times = int.MaxValue) => registry.Override = context =>
    {
        if (!IsList(context) || Interlocked.Increment(ref listings) > times) return Task.FromResult(false);
        answer(context);
        return Task.FromResult(true);
    };

    private RegistryTarget Target() => new() { Host = registry.Host, Repository = "app" };

    private async Task<(Result<TagListing> Listing, TimeSpan Took)> ListAsync(RegistryClient client)
    {
        var task = client.ListTagsAsync(Target(), CancellationToken.None);
        var took = await time.RunAsync(task);
        return (await task, took);
    }
}
