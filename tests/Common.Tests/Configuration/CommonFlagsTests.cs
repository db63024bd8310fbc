using ImageAutomation.Common.Configuration;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageAutomation.Common.Tests.Configuration;

public sealed class CommonFlagsTests
{
    private static readonly Gate[] Gates = [new(CommonFlags.ObjectLevelWorkloadIdentity, false), new("Old", true, "it is gone")];

    [Fact]
    public void DefaultsAreThoseOfTheReferenceControllers()
    {
        var settings = Read([]).Value;
        Assert.Equal((":8080", ":9440"), (settings.Metrics?.ToString(), settings.Health?.ToString()));
        Assert.Equal(
            (4, 0.75, 900d),
            (settings.Loop.Concurrent, settings.Loop.MinRetryDelay.TotalSeconds, settings.Loop.MaxRetryDelay.TotalSeconds));
        Assert.Equal(new LogSettings(LogLevel.Information, IsJson: true), settings.Log);
        Assert.Equal(new KubernetesOptions { RequestsPerSecond = 50, RequestBurst = 300 }, settings.Kubernetes);
        Assert.Equal("/data", settings.StoragePath);
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void ElectsALeaderByTheLeaseOfTheReferenceController()
    {
        var election = Read(["--enable-leader-election"], ("RUNTIME_NAMESPACE", "flux-system")).Value.Kubernetes.LeaderElection;
        Assert.Equal(("image-reflector-controller-leader-election", "flux-system", 35d, 30d, 5d, true), (
            election?.LeaseName, election?.LeaseNamespace, election?.LeaseDuration.TotalSeconds, election?.RenewDeadline.TotalSeconds,
            election?.RetryPeriod.TotalSeconds, election?.ReleaseOnCancel));
    }

    [Fact]
    public void AShardHasALeaseOfItsOwn() =>
        // printf %s 'sharding.fluxcd.io/key=shard1' | sha256sum | cut -c1-8
        Assert.Equal(
            "image-reflector-controller-leader-election-73fdc1be",
            Read(["--enable-leader-election",
                "--watch-label-selector=sharding.fluxcd.io/key=shard1"]).Value.Kubernetes.LeaderElection?.LeaseName);

    [Fact]
    public void WatchesItsOwnNamespace_When_Told() =>
        Assert.Equal("apps", Read(["--watch-all-namespaces=false"], ("RUNTIME_NAMESPACE", "apps")).Value.Kubernetes.WatchNamespace);

    [Fact]
    public void TheFlagGoesBeforeTheEnvironment_When_AKubeconfigIsChosen()
    {
        Assert.Equal("/b", Read([], ("KUBECONFIG", "/b")).Value.Kubernetes.Kubeconfig);
        Assert.Equal("/a", Read(["--kubeconfig=/a"], ("KUBECONFIG", "/b")).Value.Kubernetes.Kubeconfig);
    }

    [Fact]
    public void WarnsOfAGateWithoutEffect() =>
    Assert.Equal(["feature gate Old has no effect: it is gone"], Read(["--feature-gates=Old=false"]).Value.Warnings);

    [Fact]
    public void StartsWithTheArgumentsOfTheReferenceInstallation()
    {
        var settings = Read(
            ["--events-addr=http://notification-controller.flux-system.svc.cluster.local./", "--watch-all-namespaces", "--log-level=info",
                "--log-encoding=json", "--enable-leader-election"]).Value;
        Assert.Equal("http://notification-controller.flux-system.svc.cluster.local./", settings.Events?.ToString());
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void ARelativeStateFolder_IsMeantFromWhereTheProgramWasStarted() =>
        Assert.Equal(Path.GetFullPath("state"), Read(["--storage-path=state"]).Value.StoragePath);

    [Theory]
    [InlineData("RUNTIME_NAMESPACE", "--watch-all-namespaces=false")]
    [InlineData("--min-retry-delay is above", "--min-retry-delay=1h")]
    [InlineData("must be below --leader-election-lease-duration", "--leader-election-renew-deadline=35s")]
    [InlineData("must be below --leader-election-renew-deadline", "--leader-election-retry-period=30s")]
    [InlineData("ObjectLevelWorkloadIdentity", "--default-service-account=x")]
    [InlineData("flag --watch-label-selector: '!!!' is not a label selector; write key=value", "--watch-label-selector=!!!")]
    [InlineData("flag --watch-configs-label-selector: 'a=b=c' is not a label selector", "--watch-configs-label-selector=a=b=c")]
    [InlineData("needs a folder", "--storage-path=")]
    [InlineData("not an http or https URL", "--events-addr=notification-controller")]
    [InlineData("not an http or https URL", "--events-addr=ftp://receiver/")]
    [InlineData("holds a user or password", "--events-addr=http://user:hunter2@receiver/")]
    [InlineData("feature gate Nope does not exist; there are ObjectLevelWorkloadIdentity, Old", "--feature-gates=Nope=true")]
    [InlineData("not written name=true", "--feature-gates=Old")]
    [InlineData("neither true nor false", "--feature-gates=Old=perhaps")]
    public void RefusesWhatDoesNotFit(string message, string argument) =>
    Assert.Contains(message, Read([argument]).Failure?.Message, StringComparison.Ordinal);

    private static Result<ControllerSettings> Read(string[] arguments, params (string Name, string Value)[] environment)
    {
        if (!new FlagSet(CommonFlags.All).Parse(arguments).TryGet(out var flags, out var failure)) return failure;
        return CommonFlags.Read(flags, "image-reflector-controller", Gates, name => environment.FirstOrDefault(e => e.Name == name).Value);
    }
}
