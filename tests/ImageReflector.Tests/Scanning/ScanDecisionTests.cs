using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class ScanDecisionTests
{
    private const string Name = "ghcr.io/acme/app";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Seconds since the last scan of an interval of 60, and what is decided.</summary>
    [Theory]
    [InlineData(30, "wait 30")]
    [InlineData(59, "wait 1")]
    [InlineData(59.5, "triggered by interval")]
    [InlineData(60, "triggered by interval")]
    [InlineData(86_400, "triggered by interval")]
    [InlineData(0, "wait 60")]
    [InlineData(-1, "triggered by interval")] // a scan in the future: the clock was wrong
    [InlineData(-86_400, "triggered by interval")]
    public void TheIntervalDecides_When_NothingElseDoes(double seconds, string expected) =>
    Assert.Equal(expected, Decide(Scanned(seconds)));

    /// <summary>What holds, all at once; the first in this order is told.</summary>
    [Theory]
    [InlineData("never request image exclusions empty", "first scan")]
    [InlineData("request image exclusions empty", "reconcile requested")]
    [InlineData("image exclusions empty", "new image name")]
    [InlineData("exclusions empty", "updated exclusion list")]
    [InlineData("empty", "no tags in database")]
    [InlineData("failed", "reconcile requested")]
    [InlineData("order", "wait 30")]
    [InlineData("twice", "updated exclusion list")]
    [InlineData("handled", "wait 30")]
    [InlineData("otherFailure", "wait 30")]
    public void TheFirstReasonIsTold(string what, string expected)
    {
        var holds = what.Split(' ');
        var repository = Scanned(30);
        if (Array.IndexOf(holds, "never") >= 0) repository = repository with { Status = repository.Status with { LastScanResult = null } };
        if (Array.IndexOf(holds, "request") >= 0) repository = Requested(repository, "new");
        if (Array.IndexOf(holds, "handled") >= 0) repository = Requested(repository, "old");
        if (Array.IndexOf(holds, "failed") >= 0) repository = Failed(repository, Reasons.ReadOperationFailed);
        if (Array.IndexOf(holds, "otherFailure") >= 0) repository = Failed(repository, Reasons.AuthenticationFailed);
        string[] list = what switch
        {
            "order" => ["b", "a"],
            "twice" => ["a", "b", "a"],
            _ => Array.IndexOf(holds, "exclusions") >= 0
            ? ["a", "c"] : ["a", "b"]
        };
        Assert.Equal(
            expected,
            Decide(repository, Array.IndexOf(holds, "image") >= 0 ? "quay.io/acme/app" : Name, list, Array.IndexOf(holds, "empty") >= 0 ? 0
                : 3));
    }

    [Theory]
    [InlineData(10, true, true, "sha256:y", "triggered by a webhook")]
    [InlineData(10, false, true, "sha256:y", "take over, wait 50")]
    [InlineData(10, false, true, "sha256:x", "wait 50")]
    [InlineData(10, false, false, "sha256:y", "wait 50")]
    [InlineData(60, false, true, "sha256:y", "triggered by interval")]
    [InlineData(60, true, true, "sha256:y", "triggered by interval")]
    public void Webhooks_AddTags_AskForListings_AndPutNoListingOff(
        double secondsAgo, bool isListingDue, bool hasTags, string stored, string expected) =>
        Assert.Equal(expected, Decide(Scanned(secondsAgo), hints: new ScanHints(isListingDue, hasTags), revision: stored));

    private static string Decide(
        ImageRepository repository, string name = Name, string[]? exclusions = null, int stored = 3, ScanHints hints = default,
        string revision = "sha256:x") =>
        ScanDecision.Decide(
            repository, name, exclusions ?? ["a", "b"], stored == 0 ? null : new StoredSummary(name, revision, stored), hints, Now) switch
        {
            ScanDecision.Scan scan => scan.Why,
            ScanDecision.TakeOver later => $"take over, wait {later.For.TotalSeconds}",
            ScanDecision.Wait wait => $"wait {wait.For.TotalSeconds}",
            var other => other.ToString(),
        };

    private static ImageRepository Scanned(double secondsAgo) => new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "app" },
        Spec = new ImageRepositorySpec { Image = Name, Interval = GoDuration.From(TimeSpan.FromMinutes(1)) },
        Status = new ImageRepositoryStatus
        {
            CanonicalImageName = Name,
            ObservedExclusionList = ["a", "b"],
            LastHandledReconcileAt = "old",
            LastScanResult = new ScanResult { Revision = "sha256:x", TagCount = 3, ScanTime = Now - TimeSpan.FromSeconds(secondsAgo) },
        },
    };

    private static ImageRepository Requested(ImageRepository repository, string token) =>
        repository with
        {
            Metadata = repository.Metadata with
            {
                Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = token },
            },
        };

    private static ImageRepository Failed(ImageRepository repository, string reason) =>
        repository with
        {
            Status = repository.Status with
            {
                Conditions = [new Condition
                {
                    Type = ConditionTypes.Ready,
                    Status = "False",
                    Reason = reason,
                    Message = "m",
                    LastTransitionTime = Now,
                }],
            },
        };
}
