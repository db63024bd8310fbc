using System.Runtime.CompilerServices;
using ImageAutomation.Common.Observability;
using Xunit;

namespace ImageAutomation.Common.Tests.Observability;

/// <summary>Dashboards and alerts name metrics: a changed name is a break that has to be meant.</summary>
public sealed class MetricNamesTests
{
    [Fact]
    public void NamesTypesAndLabelsAreTheApprovedOnes()
    {
        var registry = new MetricsRegistry();
        _ = new LoopMetrics(registry, TimeProvider.System);
        _ = new ClientMetrics(registry);
        _ = new ProcessMetrics(registry);
        _ = new BudgetMetrics(registry, () => []);
        _ = new NotificationMetrics(registry);
        _ = new PlanMetrics(registry);
        var actual =
            registry.Families.Select(f => $"{f.Name} {f.Kind.ToString().ToLowerInvariant()} {string.Join(",", f.Labels)}".TrimEnd());
        Assert.Equal(File.ReadAllLines(Approved()), actual);
    }

    [Fact]
    public void TheManualNamesEveryMetric()
    {
        // the file has a folder
        var manual = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Approved())!, "..", "..", "..", "..", "docs", "operations.md"));
        Assert.All(File.ReadAllLines(Approved()), line => Assert.Contains($"`{line.Split(' ')[0]}`", manual, StringComparison.Ordinal));
    }

    private static string Approved([CallerFilePath] string here = "") =>
        // a source file has a folder
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "data", "observability", "metric-names.txt"));
}
