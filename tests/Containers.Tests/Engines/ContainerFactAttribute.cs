using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Containers.Tests.Engines;

/// <summary>
/// A fact that needs a container engine with the images, and programs on this machine; skipped with a reason elsewhere. Where
/// <c>IMAGEAUTOMATION_CONTAINERS=required</c>, as after both were made, it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute(params string[] programs) => Skip = Reason(programs);

    /// <summary>Needs the test API server, too; that one is skipped with a reason everywhere.</summary>
    public bool Cluster
    {
        get;
        set
        {
            field = value;
            if (value) Skip ??= KubeServer.Missing ?? (TestTool.Find("kubectl") is null ? "not installed: kubectl" : null);
        }
    }

    internal static string? Reason(string[] programs) =>
        Environment.GetEnvironmentVariable("IMAGEAUTOMATION_CONTAINERS") == "required"
            ? null
            : Engine.Missing ?? TestTool.SkipReason(programs);
}
