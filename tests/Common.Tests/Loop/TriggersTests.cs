using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

public sealed class TriggersTests
{
    private static readonly ImageRepository Before = new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "app", Uid = "1", Generation = 3, Finalizers = [WellKnown.Finalizer] },
        Spec = new ImageRepositorySpec { Image = "ghcr.io/a/b", Interval = GoDuration.From(TimeSpan.FromMinutes(1)) },
    };

    /// <summary>What changed, and whether the object runs.</summary>
    public static TheoryData<string, Func<ObjectMeta, ObjectMeta>, bool> Changes => new()
    {
        { "nothing", meta => meta, false },
        { "the generation", meta => meta with { Generation = 4 }, true },
        { "a request", meta => meta with { Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = "t1" } },
            true },
        { "another annotation",
            meta => meta with { Annotations = new Dictionary<string, string> { ["reconcile.fluxcd.io/forceAt"] = "t1" } }, false },
        { "a label", meta => meta with { Labels = new Dictionary<string, string> { ["a"] = "b" } }, false },
        { "the version", meta => meta with { ResourceVersion = "9" }, false },
        { "a deletion", meta => meta with { DeletionTimestamp = DateTimeOffset.UnixEpoch }, true },
        { "another object of that name", meta => meta with { Uid = "2" }, true },
        { "a lost finalizer", meta => meta with { Finalizers = null }, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void AnObjectRuns_OnlyWhen_ItIsAskedTo(string what, Func<ObjectMeta, ObjectMeta> change, bool expected) =>
        Assert.True(Triggers.AsksForRun(Before, Before with { Metadata = change(Before.Metadata) }) == expected, what);

    [Fact]
    public void AnotherRequest_Runs_TheSameOneDoesNot()
    {
        var (first, second) = (Requested("t1"), Requested("t2"));
        Assert.True(Triggers.AsksForRun(first, second));
        Assert.False(Triggers.AsksForRun(first, Requested("t1")));
    }

    [Fact]
    public void AStatus_DoesNotRun()
    {
        var written = Before with
        {
            Status = new ImageRepositoryStatus { CanonicalImageName = "ghcr.io/a/b", ObservedGeneration = 3, LastHandledReconcileAt = "t" },
        };
        Assert.False(Triggers.AsksForRun(Before, written));
    }

    [Fact]
    public void ANewObject_Runs_AGoneOneDoesNot()
    {
        Assert.True(Triggers.AsksForRun(null, Before));
        Assert.False(Triggers.AsksForRun(Before, null));
    }

    private static ImageRepository Requested(string token) =>
        Before with
        {
            Metadata = Before.Metadata with { Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = token } },
        };
}
