using Xunit;

namespace ImageAutomation.Containers.Tests.Engines;

/// <summary>A theory with the needs of <see cref="ContainerFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerTheoryAttribute : TheoryAttribute
{
    public ContainerTheoryAttribute(params string[] programs) => Skip = ContainerFactAttribute.Reason(programs);
}
