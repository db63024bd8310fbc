using System.Collections.Concurrent;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>While a page is read the next one is on its way, and what is read stays whole.</summary>
public sealed class ReadAheadTests
{
    [Fact]
    public async Task TheNextPageIsAskedFor_WhileThisOneArrives_AndOnlyThat()
    {
        await using var registry = await StandInRegistry.StartAsync();
        var order = new ConcurrentQueue<string>();
        var secondAnswered = new TaskCompletionSource();
        registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/list", StringComparison.Ordinal)) return false;
            var page = context.Request.Query["page"].FirstOrDefault() ?? "1";
            order.Enqueue($"{page} asked");
            if (page != "3") context.Response.Headers.Append("Link", $"<?page={(page == "1" ? 2 : 3)}>; rel=next");
            await context.Response.WriteAsync("{\"tags\":[");
            await context.Response.Body.FlushAsync();
            if (page == "1") await secondAnswered.Task; // for ever, if nobody reads ahead
            order.Enqueue($"{page} sent");
            await context.Response.WriteAsync($"\"{page}\"]}}");
            if (page == "2") secondAnswered.SetResult();
            return true;
        };
        using var client = Clients.Create();
        var listing = await client.ListTagsAsync(new RegistryTarget { Host = registry.Host, Repository = "app" }, CancellationToken.None);
        Assert.Equal(["3", "2", "1"], listing.Value.Tags);
        Assert.Equal(["1 asked", "2 asked", "2 sent", "1 sent", "3 asked", "3 sent"], order);
    }

    [Fact]
    public async Task AFailedPage_EndsTheListing_WithThePageThatWasAskedAhead()
    {
        await using var registry = await StandInRegistry.StartAsync();
        registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/list", StringComparison.Ordinal)) return false;
            var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "1", System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers.Append("Link", $"<?page={page + 1}>; rel=next");
            if (page == 3)
            {
                var gone = new TaskCompletionSource();
                await using var registration = context.RequestAborted.Register(gone.SetResult);
                await gone.Task; // never answered
            }
            else await context.Response.WriteAsync(page == 2 ? "{\"tags\":[1]}" : "{\"tags\":[\"1\"]}");
            return true;
        };
        using var client = Clients.Create();
        var failure = (await client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
        }, CancellationToken.None)).Failure;
        Assert.Equal(RegistryReasons.InvalidResponse, failure?.Reason);
        Assert.Contains("(page 2)", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b c", "c b a", 0)]
    [InlineData("c a b a c", "c b a", 0)]
    [InlineData("a a", "a", 0)]
    [InlineData("b .x a", "b a", 1)]
    public void TagsAreDistinctAndDescend_WhateverTheirOrder(string page, string expected, int invalid)
    {
        var collector = new TagCollector();
        Assert.True(collector.Add(page.Split(' ')));
        Assert.Equal(expected, string.Join(' ', collector.Descending()));
        Assert.Equal(invalid, collector.Invalid);
        Assert.False(collector.Add(expected.Split(' ')));
    }

    [Fact]
    public void AnyTags_AreSortedAsTheirBytesAre()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var tags = Enumerable.Range(0, random.Next(400))
                .Select(_ => string.Concat(Enumerable.Range(0, 1 + random.Next(6)).Select(_ => "01a.-_Z"[random.Next(7)])))
                .ToList();
            var expected = tags.Distinct().Order(StringComparer.Ordinal).Reverse();
            Assert.Equal(expected, DescendingTags.Of(tags));
        }

        Assert.Equal(["x"], DescendingTags.Of([.. Enumerable.Repeat("x", 5000)]));
    }
}
