using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class ScanMetricsTests
{
    private static readonly ObjectKey Key = new("apps", "web");
    private readonly FakeTime time = new();
    private readonly MetricsRegistry registry = new();
    private readonly ScanMetrics metrics;

    public ScanMetricsTests() => metrics = new ScanMetrics(registry);

    [Fact]
    public void OnlyARunThatScanned_CountsAsAScan()
    {
        // the metrics look at status only
        var before = new ImageRepository { Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name }, Spec = null! };
        metrics.Worked(before, new WorkOutcome<ImageRepository> { Object = before }, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("imageautomation_scan_duration_seconds", registry.Write(), StringComparison.Ordinal);
        var after = before with
        {
            Status = before.Status with { LastScanResult = new ScanResult { TagCount = 12, ScanTime = time.GetUtcNow() } },
        };
        metrics.Worked(before, new WorkOutcome<ImageRepository> { Object = after }, TimeSpan.FromSeconds(1));
        metrics.Worked(after, new WorkOutcome<ImageRepository>
        {
            Object = after,
            Failure = Failure.Transient("Broken", "x"),
        }, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Value("imageautomation_scan_duration_seconds_count{result=\"success\"}"));
        Assert.Equal(1, Value("imageautomation_scan_duration_seconds_count{result=\"failure\"}"));
        Assert.Equal(12, Value("imageautomation_repository_tags{namespace=\"apps\",name=\"web\"}"));
        metrics.Gone(Key);
        Assert.DoesNotContain("web", registry.Write(), StringComparison.Ordinal);
    }

    private double? Value(string series) =>
        registry.Write().Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture) : null;
}
