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
        var options = Read(
            "--trailers=false", "--instance-name=east", "--reference-default-message", "--no-cross-namespace-refs", "--dry-run",
            "--feature-gates=GitForcePushBranch=false,GitAllBranchReferences=false").Updater;
        Assert.Equal(
            (false, "east", true, true, false, false, true),
            (options.Trailers, options.Instance, options.ReferenceDefaultMessage, options.NoCrossNamespaceRefs, options.ForcePushBranch,
                options.AllBranchReferences, options.DryRun));
    }

    [Theory]
    [InlineData("--ssh-kex-algos=curve25519-sha256")]
    [InlineData("--ssh-hostkey-algos=ssh-ed25519")]
    [InlineData("--feature-gates=GitShallowClone=false")]
    [InlineData("--feature-gates=GitSparseCheckout=true")]
    public void FlagsOfTheReferenceWithoutEffect_AreTakenWithAWarning(string argument) =>
        Assert.Single(Read(argument, "--no-cross-namespace-refs").Controller.Warnings);

    [Fact]
    public void OpenNamespaces_AreWarnedOf() =>
        Assert.Contains("--no-cross-namespace-refs is off", Assert.Single(Read().Controller.Warnings), StringComparison.Ordinal);

    [Fact]
    public void FlagsOfTheGitRoomReachIt()
    {
        var settings =
            Read("--allow-private-git=false", "--insecure-allow-http=false", "--mirrors-max-gib=0.5", "--max-operation-timeout=2m");
        Assert.Equal(
            (false, false, 1L << 29, TimeSpan.FromMinutes(2)),
            (settings.Git.Addresses.AllowsPrivate, settings.Git.AllowPlainLogins, settings.Git.MaxMirrorBytes,
                settings.Updater.MaxTimeout));
    }

    [Fact]
    public void AnInstanceNameOfTwoLines_IsRefused() =>
        Assert.False(UpdaterSettings.Flags.Parse(["--instance-name=a\nb"]).Then(flags => UpdaterSettings.Read(flags, _ => null)).IsSuccess);

    private static UpdaterSettings Read(params string[] arguments) =>
        UpdaterSettings.Flags.Parse(arguments).Then(flags => UpdaterSettings.Read(flags, _ => null)).Value;
}
