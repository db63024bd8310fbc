using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>
/// A registry with one repository of one tag, whose answers to listings a test chooses, and a clock that is moved by hand.
/// </summary>
public abstract class ListingScene : IAsyncLifetime
{
    /// <summary>Listings that were answered by <see cref="Answer"/>, or that a test counted.</summary>
    private protected int Listings;

    private protected FakeTime Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private protected StandInRegistry Registry { get; private set; } = null!; // set by InitializeAsync

    public async Task InitializeAsync()
    {
        Registry = await StandInRegistry.StartAsync();
        Registry.Tags["app"] = ["1"];
    }

    public async Task DisposeAsync() => await Registry.DisposeAsync();

    private protected static bool IsList(HttpContext context) =>
        context.Request.Path.Value?.EndsWith("/tags/list", StringComparison.Ordinal) == true;

    /// <summary>Answers the first listings; what comes after them is answered by the registry.</summary>
    private protected void Answer(Action<HttpContext> answer, int times = int.MaxValue) => Registry.Override = context =>
    {
        if (!IsList(context) || Interlocked.Increment(ref Listings) > times) return Task.FromResult(false);
        answer(context);
        return Task.FromResult(true);
    };

    /// <summary>Answers the first listing with 429 and a wait.</summary>
    private protected void AskToWaitOnce(string retryAfter) => Answer(
        context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = retryAfter;
        },
        times: 1);

    private protected RegistryTarget Target() => new() { Host = Registry.Host, Repository = "app" };

    private protected async Task<(Result<TagListing> Listing, TimeSpan Took)> ListAsync(RegistryClient client)
    {
        var task = client.ListTagsAsync(Target(), CancellationToken.None);
        var took = await Time.RunAsync(task);
        return (await task, took);
    }
}
