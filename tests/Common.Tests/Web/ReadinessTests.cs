using ImageAutomation.Common.Web.Probes;
using Xunit;

namespace ImageAutomation.Common.Tests.Web;

public sealed class ReadinessTests
{
    private readonly Readiness readiness = new();
    private readonly TaskCompletionSource policies = new();
    private readonly TaskCompletionSource repositories = new();

    [Fact]
    public void AProgramThatStarts_IsNotReady() => Assert.Equal("starting", readiness.WhyNot);

    [Fact]
    public void AReplicaThatWaitsForItsLease_IsReady()
    {
        readiness.StandBy();
        Assert.Null(readiness.WhyNot);
    }

    [Fact]
    public void NamesTheKindsThatWereNotReadYet_OnceEach()
    {
        readiness.StandBy();
        readiness.Await([("ImageRepository", repositories.Task), ("ImagePolicy", policies.Task), ("ImagePolicy", policies.Task)]);
        Assert.Equal("not read yet: ImagePolicy, ImageRepository", readiness.WhyNot);
        policies.SetResult();
        Assert.Equal("not read yet: ImageRepository", readiness.WhyNot);
        repositories.SetResult();
        Assert.Null(readiness.WhyNot);
    }
}
