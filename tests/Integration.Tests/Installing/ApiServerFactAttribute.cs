using Xunit;

namespace ImageAutomation.Integration.Tests.Installing;

/// <summary>A fact that needs kubectl and a real API server; skipped with a reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApiServerFactAttribute : FactAttribute
{
    public ApiServerFactAttribute() => Skip = ApiServer.Missing;
}
