using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>
/// Leaves inherited tests out where there is no API server: their own attribute does not know of it. The class has a
/// <see cref="ClusterFactAttribute"/> of its own, which stays and says why.
/// </summary>
public sealed class NeedsClusterOrderer : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        KubeServer.Missing is null ? testCases : testCases.Where(c => c.SkipReason is not null);
}
