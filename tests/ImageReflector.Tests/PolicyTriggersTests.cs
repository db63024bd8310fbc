using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests;

public sealed class PolicyTriggersTests
{
    private static readonly ImageRepository Before = Repository("alpine", "index.docker.io/library/alpine", "sha256:a");

    /// <summary>What a change of a repository is to its policies.</summary>
    public static TheoryData<string, ImageRepository, bool> Changes => new()
    {
        { "new tags", Repository("alpine", "index.docker.io/library/alpine", "sha256:b"), true },
        { "the same tags at another address", Repository("ghcr.io/acme/alpine", "ghcr.io/acme/alpine", "sha256:a"), true },
        { "another spelling", Repository("docker.io/library/alpine", "index.docker.io/library/alpine", "sha256:a"), true },
        { "another image, not scanned yet", Repository("ghcr.io/acme/alpine", "index.docker.io/library/alpine", "sha256:a"), false },
        { "no image at all", Repository("https://", "index.docker.io/library/alpine", "sha256:a"), false },
        { "the same tags again",
            With(Before, b => b with { LastScanResult = b.LastScanResult! with { ScanTime = DateTimeOffset.UnixEpoch } }), false },
        { "a condition",
            With(Before,
                b =>
                    b with
                    {
                        Conditions = [new Condition
                        {
                            Type = ConditionTypes.Ready,
                            Status = "False",
                            Reason = Reasons.ReadOperationFailed,
                            Message = "m",
                            LastTransitionTime = DateTimeOffset.UnixEpoch,
                        }],
                    }), false },
        { "nothing", Before, false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void PoliciesRun_OnlyWhen_WhatTheyPublishChanges(string what, ImageRepository after, bool expected) =>
        Assert.True(PolicyTriggers.Concerns(Before, after) == expected, what);

    [Fact]
    public void PoliciesRun_When_TheirRepositoryComesOrGoes_OrIsScannedFirst()
    {
        var unscanned = With(Before, b => b with { LastScanResult = null, CanonicalImageName = null });
        Assert.True(PolicyTriggers.Concerns(null, Before));
        Assert.True(PolicyTriggers.Concerns(Before, null));
        Assert.True(PolicyTriggers.Concerns(unscanned, Before));
    }

    private static ImageRepository Repository(string image, string canonical, string revision) => new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "app" },
        Spec = new ImageRepositorySpec { Image = image, Interval = GoDuration.From(TimeSpan.FromMinutes(1)) },
        Status = new ImageRepositoryStatus
        {
            CanonicalImageName = canonical,
            LastScanResult = new ScanResult { Revision = revision, TagCount = 1 },
        },
    };

    private static ImageRepository With(ImageRepository repository, Func<ImageRepositoryStatus, ImageRepositoryStatus> change) =>
        repository with { Status = change(repository.Status) };
}
