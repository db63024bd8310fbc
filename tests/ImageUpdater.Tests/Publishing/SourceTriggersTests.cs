using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

public sealed class SourceTriggersTests
{
    private const string Known = "1111111111111111111111111111111111111111";
    private const string Ours = "2222222222222222222222222222222222222222";
    private const string News = "3333333333333333333333333333333333333333";

    private static readonly ImageUpdateAutomation Automation = new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "auto" },
        Spec = new ImageUpdateAutomationSpec
        {
            Interval = GoDuration.From(TimeSpan.FromHours(1)),
            SourceRef = new SourceReference { Name = "fleet" },
            Git = new GitSpec
            {
                Commit = new GitCommitSpec { Author = new CommitUser { Email = "bot@example.org" } },
                Push = new GitPushSpec { Branch = "updates" },
            },
        },
        Status = new ImageUpdateAutomationStatus { ObservedSourceRevision = "main@sha1:" + Known },
    };

    [Theory]
    [InlineData(null, true)] // a request that names nothing
    [InlineData("refs/heads/main@" + News, true)]
    [InlineData("refs/heads/main@", true)] // deleted
    [InlineData("refs/heads/main@" + Known, false)]
    [InlineData("refs/heads/main@" + Ours, false)]
    [InlineData("refs/heads/other@" + News, false)]
    [InlineData("refs/tags/main@" + News, false)]
    [InlineData("refs/heads/updates@" + News, true)] // where it pushes to
    [InlineData("refs/heads/other@" + News + " refs/heads/main@" + News, true)]
    [InlineData("refs/heads/other@" + News + " refs/heads/main@" + Known, false)]
    [InlineData("nonsense", true)]
    public void ARequest_AsksForALook_UnlessWhatMovedIsNoNews(string? moved, bool expected) =>
        Assert.Equal(expected, Concerns(Repository(), Repository(request: "b", pushed: moved is null ? null : "b " + moved)));

    [Fact]
    public void WhatAnEarlierRequestNamed_DoesNotCount() =>
        Assert.True(Concerns(Repository(), Repository(request: "b", pushed: "a refs/heads/other@" + News)));

    [Theory]
    [InlineData("main@sha1:" + News, true)]
    [InlineData("refs/heads/main@sha1:" + News, true)]
    [InlineData("main@sha1:" + Known, false)]
    [InlineData("main@sha1:" + Ours, false)]
    [InlineData("other@sha1:" + News, false)]
    [InlineData("main/" + News, true)] // a form that is not known
    public void AFetchedRevision_AsksForALook_UnlessItIsKnown(string revision, bool expected) =>
        Assert.Equal(expected, Concerns(Repository(), Repository(revision: revision)));

    [Fact]
    public void TheSame_AsksForNothing() =>
        Assert.False(Concerns(Repository(revision: "main@sha1:" + News), Repository(revision: "main@sha1:" + News)));

    [Fact]
    public void AnotherSpec_AsksForALook() => Assert.True(Concerns(Repository(), Repository(generation: 2)));

    [Fact]
    public void WhereATagIsCheckedOut_AnyReferenceMayMoveIt()
    {
        var tag = new GitRepositoryRef { Tag = "v1" };
        Assert.True(
            Concerns(Repository(reference: tag), Repository(request: "b", pushed: "b refs/tags/v1@" + News, reference: tag)));
    }

    private static bool Concerns(GitRepository before, GitRepository after) =>
        SourceTriggers.Concerns(before, after, Automation, (_, commit) => commit == Ours);

    private static GitRepository Repository(
        string request = "a", string? pushed = null, string? revision = null, long generation = 1, GitRepositoryRef? reference = null)
    {
        var annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = request };
        if (pushed is not null) annotations[WellKnown.PushedAnnotation] = pushed;
        return new GitRepository
        {
            Metadata = new ObjectMeta { Namespace = "team", Name = "fleet", Generation = generation, Annotations = annotations },
            Spec = new GitRepositorySpec
            {
                Url = "https://git.example/fleet.git",
                Ref = reference ?? new GitRepositoryRef { Branch = "main" },
            },
            Status = revision is null ? null : new GitRepositoryStatus { Artifact = new GitArtifact { Revision = revision } },
        };
    }
}
