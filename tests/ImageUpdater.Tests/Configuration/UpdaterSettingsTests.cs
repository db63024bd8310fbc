using ImageAutomation.ImageUpdater.Publishing.Planning;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Configuration;

public sealed class UpdaterSettingsTests
{
    [Fact]
    public void DefaultsAreThoseOfTheRooms() => Assert.Equal(new UpdaterOptions(), Read().Updater);

    [Fact]
    public void FlagsReachTheRooms()
    {
        var options = Read("--trailers=false", "--instance-name=east", "--reference-default-message", "--no-cross-namespace-refs", "--dry-run", "--feature-gates=GitForcePushBranch=false,GitAllBranchReferences=false").Updater;
        Assert.Equal((false, "east", true, true, false, false, true), (options.Trailers, options.Instance, options.ReferenceDefaultMessage, options.NoCrossNamespaceRefs, options.ForcePushBranch, options.AllBranchReferences, options.DryRun));
    }

    [Theory]
    [InlineData("--ssh-kex-algos=curve25519-sha256")]
    [InlineData("--ssh-hostkey-algos=ssh-ed25519")]
    [InlineData("--feature-gates=GitShallowClone=false")]
    [InlineData("--feature-gates=GitSparseCheckout=true")]
    public void FlagsOfTheReferenceWithoutEffect_AreTakenWithAWarning(string argument) => Assert.Single(Read(argument).Controller.Warnings);

    [Fact]
    public void AnInstanceNameOfTwoLines_IsRefused() =>
        Assert.False(UpdaterSettings.Flags.Parse(["--instance-name=a\nb"]).Then(flags => UpdaterSettings.Read(flags, _ => null)).IsSuccess);

    private static UpdaterSettings Read(params string[] arguments) => UpdaterSettings.Flags.Parse(arguments).Then(flags => UpdaterSettings.Read(flags, _ => null)).Value;
}
