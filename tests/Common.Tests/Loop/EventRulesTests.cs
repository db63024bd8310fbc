using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

public sealed class EventRulesTests
{
    private static readonly Failure Broken = Failure.Transient("ReadOperationFailed", "scan failed");

    /// <summary>Ready before (null: never run), how the run failed, and what is told of a run that would say "found 3 tags".</summary>
    public static TheoryData<string?, Failure?, (EventSeverity, string, string)> Runs => new()
    {
        { null, null, (EventSeverity.Info, "Succeeded", "found 3 tags") },
        { "False found 3 tags", null, (EventSeverity.Info, "Succeeded", "found 3 tags") },
        { "Unknown found 3 tags", null, (EventSeverity.Info, "Succeeded", "found 3 tags") },
        { "True found 2 tags", null, (EventSeverity.Info, "Succeeded", "found 3 tags") },
        { "True found 3 tags", null, (EventSeverity.Trace, "Succeeded", "tags did not change") },
        { "True found 3 tags", Broken, (EventSeverity.Error, "ReadOperationFailed", "scan failed") },
        { "False scan failed", Broken, (EventSeverity.Error, "ReadOperationFailed", "scan failed") },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void TellsWhatIsNew_AndTheRestQuietly(string? before, Failure? failure, (EventSeverity, string, string) expected) =>
        Assert.Equal(expected, EventRules.Tell(Status(before), failure, "found 3 tags", null, "tags did not change"));

    [Fact]
    public void WithoutAQuietText_TheReadyMessageIsTold() =>
        Assert.Equal(
            (EventSeverity.Trace, "Succeeded", "resolved to 1.0.0"),
            EventRules.Tell(Status("True resolved to 1.0.0"), null, "resolved to 1.0.0", null, null));

    [Fact]
    public void WhatWasDone_IsToldEvenWhenReadySaysTheSame() =>
        Assert.Equal((EventSeverity.Info, "Succeeded", "pushed"), EventRules.Tell(Status("True fine"), null, "fine", "pushed", null));

    [Fact]
    public void EventAnnotations_GoWithEveryEvent_OthersDoNot()
    {
        var annotations = new Dictionary<string, string>
        {
            ["event.toolkit.fluxcd.io/team"] = "shop",
            ["other"] = "x",
            [WellKnown.RequestedAtAnnotation] = "t",
        };
        var metadata = EventRules.Metadata(annotations, new Dictionary<string, string> { ["image"] = "a" });
        Assert.Equal(["event.toolkit.fluxcd.io/team=shop", "image=a"], metadata!.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Null(EventRules.Metadata(null, null));
    }

    private static ImageRepositoryStatus Status(string? ready) => ready?.Split(' ', 2) is not [var status, var message] ? new() : new()
    {
        Conditions = [new Condition
        {
            Type = ConditionTypes.Ready,
            Status = status,
            Reason = "R",
            Message = message,
            LastTransitionTime = DateTimeOffset.UnixEpoch,
        }],
    };
}
