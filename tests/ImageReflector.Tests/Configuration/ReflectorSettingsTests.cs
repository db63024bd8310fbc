using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Configuration;

public sealed class ReflectorSettingsTests
{
    [Fact]
    public void FlagsReachTheRooms()
    {
        var settings = ReflectorSettings.Flags
            .Parse(["--requeue-dependency=5s", "--registry-rps=7", "--registry-token-hosts=auth.example.com", "--no-cross-namespace-refs",
                "--concurrent=9"])
            .Then(flags => ReflectorSettings.Read(flags, _ => null)).Value;
        Assert.Equal((true, 5d), (settings.Reflector.NoCrossNamespaceRefs, settings.Reflector.RequeueDependency.TotalSeconds));
        Assert.Equal((7d, 14), (settings.Registry.RequestsPerSecond, settings.Registry.RequestBurst));
        Assert.Equal(["auth.example.com"], settings.Registry.TokenHosts);
        Assert.Equal(9, settings.Controller.Loop.Concurrent);
    }

    [Theory]
    [InlineData("--storage-value-log-file-size=1")]
    [InlineData("--gc-interval=0")]
    [InlineData("--aws-autologin-for-ecr")]
    [InlineData("--azure-autologin-for-acr")]
    [InlineData("--gcp-autologin-for-gcr")]
    [InlineData("--feature-gates=FluxStorage=true")]
    public void FlagsOfTheReferenceWithoutEffect_AreTakenWithAWarning(string argument) =>
        Assert.Single(
            ReflectorSettings.Flags.Parse([argument]).Then(flags => ReflectorSettings.Read(flags, _ => null)).Value.Controller.Warnings);

    [Fact]
    public void GarbageCollectionInterval_IsBounded() => Assert.False(ReflectorSettings.Flags.Parse(["--gc-interval=65536"]).IsSuccess);

    [Fact]
    public void AGateOfTheOtherProgram_IsUnknown() =>
        Assert.False(
            ReflectorSettings.Flags.Parse(["--feature-gates=GitForcePushBranch=true"])
                .Then(flags => ReflectorSettings.Read(flags, _ => null)).IsSuccess);
}
