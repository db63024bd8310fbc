using Xunit;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A test that needs an API server; skipped with a reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute(params string[] programs)
    {
        var missing = programs.Where(p => TestTool.Find(p) is null).ToList();
        if (KubeServer.Missing is { } reason) Skip = reason;
        else if (missing.Count > 0) Skip = $"not installed: {string.Join(", ", missing)}";
    }
}
