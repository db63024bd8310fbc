using ImageAutomation.Common.Observability;
using ImageAutomation.ImageReflector.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class BudgetMetricsTests
{
    private readonly MetricsRegistry registry = new();

    [Fact]
    public void ForgetsTheBudgetOfAHost_ThatIsNotCalledAnyMore()
    {
        List<(string, double?, TimeSpan)> budgets = [("a", 0.5, TimeSpan.FromSeconds(3)), ("b", null, TimeSpan.Zero)];
        _ = new BudgetMetrics(registry, () => budgets);
        var both = registry.Write();
        Assert.Contains("imageautomation_registry_quota_left_ratio{host=\"a\"} 0.5\n", both, StringComparison.Ordinal);
        Assert.Contains("imageautomation_registry_parked_seconds{host=\"a\"} 3\n", both, StringComparison.Ordinal);
        Assert.Contains("imageautomation_registry_parked_seconds{host=\"b\"} 0\n", both, StringComparison.Ordinal);
        budgets.RemoveAt(0);
        Assert.DoesNotContain("host=\"a\"", registry.Write(), StringComparison.Ordinal);
    }
}
