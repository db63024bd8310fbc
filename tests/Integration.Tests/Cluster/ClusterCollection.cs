using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Tests that share one API server, one after the other.</summary>
[CollectionDefinition(ClusterFixture.Name)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>;
