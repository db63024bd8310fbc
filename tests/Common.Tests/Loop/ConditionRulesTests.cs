using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

public sealed class ConditionRulesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset T1 = T0.AddMinutes(1);

    [Fact]
    public void FirstRun_ShowsProgressBeforeAnythingElse()
    {
        var begun = ConditionRules.Begin(new ImagePolicyStatus(), 1, T0);
        Assert.Equal(["Ready=Unknown Progressing", "Reconciling=True Progressing"], begun.Select(Text));
        Assert.All(begun, c => Assert.Equal("processing object: new generation -1 -> 1", c.Message));
    }

    [Fact]
    public void AReadyObject_StaysReadyWhileItIsRefreshed()
    {
        var status = Ended(null);
        Assert.Equal(["Ready=True Succeeded", "Reconciling=True Progressing"], ConditionRules.Begin(status, 2, T1).Select(Text));
    }

    [Fact]
    public void Success_LeavesOnlyReady()
    {
        var (conditions, observed) = ConditionRules.Conclude(new ImagePolicyStatus(), null, "fine", "", 3, T0);
        Assert.Equal(["Ready=True Succeeded"], conditions.Select(Text));
        Assert.True(observed);
        Assert.Equal(3, conditions[0].ObservedGeneration);
    }

    [Fact]
    public void ATransientFailure_IsNotReadyAndStillReconciling()
    {
        var (conditions, observed) =
            ConditionRules.Conclude(new ImagePolicyStatus(), Failure.Transient("ReadOperationFailed", "no"), "", "scanning", 1, T0);
        Assert.Equal(["Ready=False ReadOperationFailed", "Reconciling=True ProgressingWithRetry"], conditions.Select(Text));
        Assert.False(observed);
    }

    [Fact]
    public void ATerminalFailure_Stalls()
    {
        var (conditions, observed) =
            ConditionRules.Conclude(new ImagePolicyStatus(), Failure.Terminal("InvalidPolicy", "no"), "", "", 1, T0);
        Assert.Equal(["Ready=False InvalidPolicy", "Stalled=True InvalidPolicy"], conditions.Select(Text));
        Assert.True(observed);
    }

    [Fact]
    public void TransitionTime_MovesOnlyWithTheStatus()
    {
        var again = ConditionRules.Conclude(Ended(null), null, "other message", "", 1, T1).Conditions;
        Assert.Equal(T0, again[0].LastTransitionTime);
        var failed = ConditionRules.Conclude(Ended(null), Failure.Transient("X", "x"), "", "", 1, T1.AddMilliseconds(999)).Conditions;
        Assert.Equal(T1, failed[0].LastTransitionTime);
    }

    [Fact]
    public void AnEndlessMessage_IsCutToWhatTheApiTakes()
    {
        var (conditions, _) = ConditionRules.Conclude(new ImagePolicyStatus(), null, new string('x', 40_000), "", 1, T0);
        Assert.Equal(ConditionRules.MaxMessageLength, conditions[0].Message.Length);
    }

    private static ImagePolicyStatus Ended(Failure? failure) =>
        new() { Conditions = ConditionRules.Conclude(new ImagePolicyStatus(), failure, "m", "", 1, T0).Conditions, ObservedGeneration = 1 };

    private static string Text(Condition c) => $"{c.Type}={c.Status} {c.Reason}";
}
