using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<Cluster>
{
    public const string Name = "cluster";
}
