using Xunit;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A test that needs an API server; skipped with a reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute()
    {
        if (KubeServer.Missing is { } reason) Skip = reason;
    }
}
