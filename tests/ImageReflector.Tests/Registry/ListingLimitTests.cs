using System.Globalization;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.TestSupport;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Bounds of time: a call, a silent body, a whole listing.</summary>
public sealed class ListingLimitTests : ListingScene
{
    [Fact]
    public async Task TellsItsOwnTimeout_FromTheCallersCancellation()
    {
        var hanging = Hang(context => Task.CompletedTask);
        using var client = Clients.Create(Clients.Fast with { CallTimeout = TimeSpan.FromSeconds(30), Attempts = 1 }, Time);
        var pending = client.ListTagsAsync(Target(), CancellationToken.None);
        await hanging.WaitAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), Time.NextTimeout);
        Time.Advance(TimeSpan.FromSeconds(30));
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
        using var client = Clients.Create(Clients.Fast with { CallTimeout = TimeSpan.FromMinutes(5), Attempts = 1 }, Time);
        var pending = client.ListTagsAsync(Target(), CancellationToken.None);
        await hanging.WaitAsync();
        // The answer's head has come in on the client's side when a shorter limit than that of the call is set.
        await Eventually.HoldsAsync(() => Time.NextTimeout < TimeSpan.FromMinutes(1));
        Time.Advance(Time.NextTimeout!.Value);
        var listing = await pending;
        Assert.Equal(RegistryReasons.RegistryUnavailable, listing.Failure?.Reason);
        Assert.Contains("broke off", listing.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BoundsAWholeListing()
    {
        var page = 0;
        Registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            var at = Interlocked.Increment(ref page);
            Time.Advance(TimeSpan.FromMinutes(1));
            context.Response.Headers.Append("Link", $"<?p={at}>; rel=next");
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"tags\":[\"t{at}\"]}}"));
            return true;
        };
        using var client = Clients.Create(Clients.Fast with
        {
            CallTimeout = TimeSpan.FromHours(5),
            IdleReadTimeout = TimeSpan.FromHours(5),
        }, Time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(RegistryReasons.TagListTooLarge, listing.Failure?.Reason);
        Assert.InRange(page, 9, 11);
    }

    /// <summary>Makes listings hang after a first part; each arrival releases the semaphore once.</summary>
    private SemaphoreSlim Hang(Func<HttpContext, Task> firstPart)
    {
        var arrived = new SemaphoreSlim(0);
        var never = new TaskCompletionSource();
        Registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            await firstPart(context);
            arrived.Release();
            await never.Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        return arrived;
    }
}
