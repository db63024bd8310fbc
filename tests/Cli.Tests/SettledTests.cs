using ImageAutomation.Cli.Requesting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>When an answer to a request is the answer.</summary>
public sealed class SettledTests
{
    [Theory]
    [InlineData("True", 3, null, "t1", true)]
    [InlineData("True", 2, null, "t1", false)] // the newest spec has not been looked at
    [InlineData("False", 2, 3L, "t1", true)] // a failed run counts no generation
    [InlineData("False", 2, 2L, "t1", false)]
    [InlineData("False", 2, null, "t1", true)] // a controller that does not say
    [InlineData("Unknown", 3, 3L, "t1", false)]
    [InlineData("True", 3, null, "t0", false)] // an earlier request was handled
    [InlineData("True", 3, null, null, false)]
    public void ARunIsOver_When(string ready, long observed, long? ofCondition, string? handled, bool expected) =>
        Assert.Equal(expected, Settled.IsSo(Policy(ready, observed, ofCondition, handled, asked: "t1"), "t1"));

    [Fact]
    public void AnObjectThatIsStillReconciling_IsNotDone()
    {
        var policy = Policy("True", 3, 3, "t1", "t1");
        var working = policy with
        {
            Status = policy.Status with { Conditions = [.. policy.Status.Conditions!, Condition("Reconciling", "True", 3)] },
        };
        Assert.False(Settled.IsSo(working, "t1"));
    }

    [Fact]
    public void ALaterRequest_AnswersOurs()
    {
        Assert.True(Settled.IsSo(Policy("True", 3, 3, handled: "t2", asked: "t2"), "t1"));
        Assert.False(Settled.IsSo(Policy("True", 3, 3, handled: "t0", asked: "t2"), "t1"));
    }

    [Fact]
    public void WithoutRequest_OnlyTheSpecCounts()
    {
        Assert.True(Settled.IsSo(Policy("True", 3, 3, null, null), null));
        Assert.False(Settled.IsSo(Policy("True", 2, 2, null, null), null));
        Assert.False(Settled.IsSo(Policy("True", 3, 3, null, null) with { Status = new ImagePolicyStatus() }, null));
    }

    private static ImagePolicy Policy(string ready, long observed, long? ofCondition, string? handled, string? asked) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "web",
            Namespace = "shop",
            Generation = 3,
            Annotations = asked is null ? null : new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = asked },
        },
        Spec = new ImagePolicySpec
        {
            ImageRepositoryRef = new NamespacedObjectReference { Name = "web" },
            Policy = new ImagePolicyChoice(),
        },
        Status = new ImagePolicyStatus
        {
            ObservedGeneration = observed,
            LastHandledReconcileAt = handled,
            Conditions = [Condition("Ready", ready, ofCondition)],
        },
    };

    private static Condition Condition(string type, string status, long? generation) =>
        new()
        {
            Type = type,
            Status = status,
            Reason = "R",
            Message = "m",
            LastTransitionTime = DateTimeOffset.UnixEpoch,
            ObservedGeneration = generation,
        };
}
