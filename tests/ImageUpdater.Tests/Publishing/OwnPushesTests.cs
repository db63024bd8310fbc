using System.Globalization;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Pushing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

public sealed class OwnPushesTests
{
    private const string Main = "refs/heads/main";

    private readonly OwnPushes own = new();

    [Fact]
    public void WhatWasPushed_IsOwn_OnItsReference()
    {
        own.Note(Main, Commit(1));
        Assert.True(own.IsOwn(Main, Commit(1).ToString()));
        Assert.True(own.IsOwn(Main, Commit(1).ToString())); // told twice
        Assert.False(own.IsOwn("refs/heads/other", Commit(1).ToString()));
    }

    [Fact]
    public void AResetToWhatWasPushed_IsNews_AfterSomebodyElsesPush()
    {
        own.Note(Main, Commit(1));
        Assert.False(own.IsOwn(Main, Commit(2).ToString()));
        Assert.False(own.IsOwn(Main, Commit(1).ToString()));
    }

    [Fact]
    public void Memory_HasABound()
    {
        for (var i = 0; i < 1100; i++) own.Note(Main, Commit(i));
        Assert.True(own.IsOwn(Main, Commit(1099).ToString()));
        Assert.False(own.IsOwn(Main, Commit(0).ToString()));
    }

    private static ObjectId Commit(int number) =>
        ObjectId.TryParse(number.ToString("x40", CultureInfo.InvariantCulture).AsSpan(), out var id) ? id
            : throw new InvalidOperationException("forty digits are an id");
}
