using Xunit;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A theory that needs an API server; skipped with a reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterTheoryAttribute : TheoryAttribute
{
    public ClusterTheoryAttribute(params string[] programs) => Skip = new ClusterFactAttribute(programs).Skip;
}
