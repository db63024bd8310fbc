using Xunit;

namespace ImageAutomation.TestSupport;

/// <summary>A theory that needs programs; skipped with a reason where one is missing, except on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(params string[] programs) => Skip = TestTool.SkipReason(programs);
}
