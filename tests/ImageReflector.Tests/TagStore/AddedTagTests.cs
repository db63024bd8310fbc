using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.TagStore;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>One tag joins a stored list.</summary>
public sealed class AddedTagTests : IDisposable
{
    private const string Image = "ghcr.io/a/b";
    private static readonly ObjectKey Key = Stores.Key;
    private static readonly DateTimeOffset Later = Stores.T0.AddMinutes(5);

    private readonly Stores stores = new();

    public void Dispose() => stores.Dispose();

    [Fact]
    public void ANewTag_IsStoredWhereAListingWouldHaveIt()
    {
        using var store = stores.Open();
        store.Replace(Key, Image, ["1.0", "1.2", "B", "a"], Stores.T0);
        var change = store.Add(Key, Image, "1.10", Later).Value;
        Assert.True(change?.IsNew);

        var other = new ObjectKey("apps", "listed");
        var listed = store.Replace(other, Image, ["1.10", "a", "1.2", "B", "1.0"], Later).Value;
        Assert.Equal(Stores.Tags(store, other), Stores.Tags(store, Key));
        Assert.Equal(new StoredSummary(Image, listed.Revision, 5), store.Describe(Key).Value);
        Assert.Equal(listed.Revision, change?.Tags.Revision);
        // the next listing finds nothing new
        Assert.False(store.Replace(Key, Image, ["a", "B", "1.0", "1.2", "1.10"], Later).Value.Changed);
    }

    [Fact]
    public void EveryTagKeepsTheTimeWhenItWasFirstSeen()
    {
        using var store = stores.Open();
        store.Replace(Key, Image, ["1.0", "1.2"], Stores.T0);
        store.Add(Key, Image, "1.1", Later);
        store.Add(Key, Image, "1.1", Later.AddHours(1));
        store.Replace(Key, Image, ["1.0", "1.1", "1.2", "1.3"], Later.AddHours(2));
        var stored = Stores.Read(store, Key);
        Assert.Equal(
            [Stores.T0, Later, Stores.T0, Later.AddHours(2)],
            ((string[])["1.0", "1.1", "1.2", "1.3"]).Select(tag => stored?.FirstSeenOf(tag) ?? default));
    }

    [Fact]
    public void AKnownTag_ChangesNothing()
    {
        using var store = stores.Open();
        var revision = store.Replace(Key, Image, ["1.0", "1.2"], Stores.T0).Value.Revision;
        var size = new FileInfo(stores.Path + "-wal").Length;
        var change = store.Add(Key, Image, "1.2", Later).Value;
        Assert.Equal((false, revision), (change?.IsNew, change?.Tags.Revision));
        Assert.Equal(size, new FileInfo(stores.Path + "-wal").Length);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("another image")]
    public void WithoutAListOfTheImage_NothingIsStored(string before)
    {
        using var store = stores.Open();
        if (before != "nothing") store.Replace(Key, "ghcr.io/a/before", ["1.0"], Stores.T0);
        var known = store.Describe(Key).Value;
        var added = store.Add(Key, Image, "1.1", Later);
        Assert.True(added.IsSuccess);
        Assert.Null(added.Value);
        Assert.Equal(known, store.Describe(Key).Value);
    }

    [Fact]
    public void AnEmptyListOfTheImage_TakesTheFirstTag()
    {
        using var store = stores.Open();
        store.Replace(Key, Image, [], Stores.T0);
        Assert.True(store.Add(Key, Image, "1.0", Later).Value?.IsNew);
        Assert.Equal(["1.0"], Stores.Tags(store, Key));
    }

    [Fact]
    public void AListThatAnOutageCutShort_StaysOne()
    {
        using var store = stores.Open();
        store.Replace(Key, Image, [.. Enumerable.Range(0, 10).Select(i => $"1.{i}")], Stores.T0);
        store.Replace(Key, Image, ["1.0"], Stores.T0);
        Assert.Equal(10, Stores.Read(store, Key)?.Peak);
        Assert.Equal(10, store.Add(Key, Image, "2.0", Later).Value?.Tags.Peak);
        Assert.Equal(10, Stores.Read(store, Key)?.Peak);
    }

    [Fact]
    public void WhatIsAddedByMany_IsAllThere()
    {
        using var store = stores.Open();
        store.Replace(Key, Image, ["0"], Stores.T0);
        Parallel.For(1, 33, i => Assert.True(store.Add(Key, Image, $"{i}", Later).Value?.IsNew));
        Assert.Equal(33, Stores.Tags(store, Key).Length);
    }
}
