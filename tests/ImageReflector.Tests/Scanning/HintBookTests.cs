using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class HintBookTests
{
    private const string Image = "ghcr.io/acme/app";
    private static readonly ObjectKey Key = new("team", "app");
    private static readonly ObjectKey Other = new("team", "other");

    private readonly FakeTime time = new();
    private readonly HintBook book;

    public HintBookTests() => book = new HintBook(time);

    [Fact]
    public void AFirstListing_IsDueAtOnce()
    {
        Assert.False(book.IsListingDue(Key));
        Assert.Null(book.UntilListing(Key));
        Assert.Equal(TimeSpan.Zero, book.AskForListing(Key, TimeSpan.Zero));
        Assert.True(book.IsListingDue(Key));
        Assert.Equal(TimeSpan.Zero, book.UntilListing(Key));
        Assert.False(book.IsListingDue(Other));
    }

    [Fact]
    public void TheNextOne_IsDueThirtySecondsAfterIt_HoweverManyAsk()
    {
        book.AskForListing(Key, TimeSpan.Zero);
        book.BeginListing(Key);
        Assert.False(book.IsListingDue(Key));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(20), book.AskForListing(Key, TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(15), book.AskForListing(Key, TimeSpan.FromSeconds(15)));
        Assert.Equal(TimeSpan.FromSeconds(15), book.AskForListing(Key, TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(book.IsListingDue(Key));
        Assert.Equal(TimeSpan.FromSeconds(1), book.UntilListing(Key));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(book.IsListingDue(Key));
        book.BeginListing(Key);
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(book.IsListingDue(Key)); // asked for once, listed once
    }

    [Fact]
    public void WhatIsAskedForEarlier_Counts()
    {
        Assert.Equal(TimeSpan.FromSeconds(15), book.AskForListing(Key, TimeSpan.FromSeconds(15)));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(5), book.AskForListing(Key, TimeSpan.FromSeconds(15))); // more do not put it off
        Assert.Equal(TimeSpan.Zero, book.AskForListing(Key, TimeSpan.Zero));
        Assert.True(book.IsListingDue(Key));
    }

    [Fact]
    public void AListingOfTheInterval_PutsNoneOff()
    {
        book.BeginListing(Key);
        Assert.True(book.HasListed(Key));
        Assert.False(book.HasListed(Other));
        Assert.Equal(TimeSpan.Zero, book.AskForListing(Key, TimeSpan.Zero));
    }

    [Fact]
    public void TagsThatWereShownAfterAListingBegan_AreToldOnce()
    {
        Confirm("1.0.0");
        var begun = book.BeginListing(Key);
        Assert.Empty(book.Since(Key, Image, begun));
        foreach (var tag in (string[])["1.1.0", "1.2.0", "1.1.0"]) Confirm(tag);
        Assert.Equal(["1.1.0", "1.2.0"], book.Since(Key, Image, begun));
        Assert.Empty(book.Since(Key, "ghcr.io/acme/moved", begun));
        Assert.Empty(book.Since(Other, Image, begun));
        Assert.Empty(book.Since(Key, Image, book.BeginListing(Key)));
    }

    [Fact]
    public void TheLatestWordOnATag_IsFound()
    {
        Assert.Null(book.Find(Key, "1.0.0"));
        Assert.False(book.HasTags(Key));
        Confirm("1.0.0");
        time.Advance(TimeSpan.FromMinutes(1));
        Confirm("1.0.0");
        Assert.Equal(time.GetUtcNow(), book.Find(Key, "1.0.0")?.Seen);
        Assert.Null(book.Find(Key, "1.0.1"));
        Assert.True(book.HasTags(Key));
    }

    [Fact]
    public void ItIsBounded()
    {
        for (var i = 0; i < 5000; i++) Confirm($"1.0.{i}");
        Assert.Null(book.Find(Key, "1.0.0"));
        Assert.NotNull(book.Find(Key, "1.0.4999"));
        Assert.InRange(book.Since(Key, Image, 0).Count, 64, 1000);
    }

    [Fact]
    public void AForgottenRepository_HasNothing()
    {
        Confirm("1.0.0");
        book.AskForListing(Key, TimeSpan.Zero);
        book.BeginListing(Key);
        book.AskForListing(Key, TimeSpan.Zero);
        book.Forget(Key);
        Assert.False(book.HasTags(Key) || book.HasListed(Key));
        Assert.Null(book.UntilListing(Key));
    }

    private void Confirm(string tag) => book.Confirm(Key, new ConfirmedTag(tag, null, time.GetUtcNow()) { Image = Image });
}
