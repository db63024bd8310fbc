using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

public sealed class AutomationMetricsTests
{
    private static readonly ObjectKey Key = new("apps", "web");
    private readonly FakeTime time = new();
    private readonly MetricsRegistry registry = new();
    private readonly AutomationMetrics metrics;

    public AutomationMetricsTests() => metrics = new AutomationMetrics(registry, time);

    [Fact]
    public void AnAutomationIsTimedFromTheElectionToThePush_AndForgottenWhenItIsGone()
    {
        // the metrics look at status only
        var automation = new ImageUpdateAutomation
        {
            Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name },
            Spec = null!,
        };
        metrics.ChangeSeen(Key);
        time.Advance(TimeSpan.FromSeconds(2));
        metrics.ChangeSeen(Key); // the first change counts
        time.Advance(TimeSpan.FromSeconds(2));
        var pushed = automation with
        {
            Status = automation.Status with { LastPushTime = time.GetUtcNow(), Holds = new HoldsStatus { Total = 3 } },
        };
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));

        Assert.Equal(4, Value("imageautomation_election_to_push_seconds_sum"));
        Assert.Equal(1, Value("imageautomation_automation_run_duration_seconds_count{result=\"pushed\"}"));
        Assert.Equal(3, Value("imageautomation_holds{namespace=\"apps\",name=\"web\"}"));
        Assert.Equal(1, Value("imageautomation_pushes_total{namespace=\"apps\",name=\"web\"}"));

        metrics.Gone(Key);
        Assert.DoesNotContain("web", registry.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void AChangeThatIsSeenDuringARun_IsTimedByTheRunThatPushesIt()
    {
        // the metrics look at status only
        var automation = new ImageUpdateAutomation
        {
            Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name },
            Spec = null!,
        };
        var idle = new WorkOutcome<ImageUpdateAutomation> { Object = automation };
        metrics.ChangeSeen(Key);
        time.Advance(TimeSpan.FromSeconds(1));
        metrics.Worked(automation, idle, TimeSpan.FromSeconds(3)); // began before the change
        time.Advance(TimeSpan.FromSeconds(1));
        var pushed = automation with { Status = automation.Status with { LastPushTime = time.GetUtcNow() } };
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        Assert.Equal(2, Value("imageautomation_election_to_push_seconds_sum"));

        metrics.ChangeSeen(Key);
        time.Advance(TimeSpan.FromSeconds(5));
        // looked, and had nothing to push
        metrics.Worked(pushed, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Value("imageautomation_election_to_push_seconds_count"));
    }

    private double? Value(string series) =>
        registry.Write().Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture) : null;
}
