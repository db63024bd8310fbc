using Xunit;

namespace ImageAutomation.TestSupport;

/// <summary>A fact that needs programs; skipped with a reason where one is missing, except on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs) => Skip = TestTool.SkipReason(programs);
}
