using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

public sealed class DryRunTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task ADryRun_PushesNothing_AndSaysSoInStatusOnly_When_ItIsAskedAgain()
    {
        var head = Start();
        Harness.Options = Harness.Options with { DryRun = true };
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var automation = await Harness.RunAsync();
        Assert.Equal((head, "1.0.0"), (Harness.Repository.Head(), Harness.Tag()));
        Assert.Equal(($"main@sha1:{head}", null), (automation.Status.ObservedSourceRevision, automation.Status.LastPushCommit));
    }

    [ProgramFact("git")]
    public async Task ABadTemplate_ShowsInADryRun()
    {
        Start();
        Harness.Options = Harness.Options with { DryRun = true };
        Harness.Automation(commit: "      messageTemplate: '{{ .Nope'\n");
        await Harness.ElectAsync("1.1.0");
        Assert.Equal("False", Ready(await Harness.RunAsync()).Status);
    }

    [Fact]
    public void APlanIsToldOnce_UntilItChanges()
    {
        var lines = new List<string>();
        var registry = new MetricsRegistry();
        var report = new DryRunReport(new Lines(lines), new PlanMetrics(registry));
        var key = new ObjectKey("team", "auto");
        var hold = new HoldEntry
        {
            Path = "a.yaml",
            Object = new ObjectIdentity("v1", "Deployment", "", "a"),
            Policy = "team/app",
            Decision = "Held",
            Value = "1.0.0",
        };
        report.Tell(key, "main", new PublishPreview("main@sha1:1", [], [], "", new Findings([hold], [], [], [])));
        report.Tell(key, "main", new PublishPreview("main@sha1:1", [], [], "", new Findings([hold with { }], [], [], [])));
        Assert.Equal(
            ["ImageUpdateAutomation team/auto: dry run: a.yaml: 1.0.0 stays (Held, policy team/app)",
                "ImageUpdateAutomation team/auto: dry run: nothing to commit on main@sha1:1"], lines);
        report.Tell(key, "main", new PublishPreview("main@sha1:2", [], [], "", new Findings([], [], [], [])));
        Assert.Equal("ImageUpdateAutomation team/auto: dry run: nothing to commit on main@sha1:2", lines[^1]);
        Assert.Equal(3, lines.Count);
        Assert.Contains(
            "imageautomation_planned_changes{namespace=\"team\",name=\"auto\"} 0\n", registry.Write(), StringComparison.Ordinal);
    }

    private sealed class Lines(List<string> lines) : ILogger<DryRunReport>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add(formatter(state, exception));
    }
}
