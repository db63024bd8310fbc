using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

public sealed class HintRateTests
{
    private static readonly ObjectKey One = new("shop", "one");
    private static readonly ObjectKey Other = new("shop", "other");

    [Fact]
    public void AReceiver_GivesTwoHundredAtOnce_AndTwentyASecond()
    {
        var time = new FakeTime();
        var rate = new HintRate(time);
        Assert.Equal(200, Taken(rate, One));
        Assert.Equal(0, Taken(rate, One));
        Assert.True(rate.TryTake(Other));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, Taken(rate, One));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, Taken(rate, One));
        rate.Forget(One);
        Assert.Equal(200, Taken(rate, One));
    }

    private static int Taken(HintRate rate, ObjectKey receiver) => Enumerable.Range(0, 1000).Count(_ => rate.TryTake(receiver));
}
