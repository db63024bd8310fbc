using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>The tests of commands share one cluster.</summary>
[CollectionDefinition(Name)]
public sealed class CommandsOnACluster : ICollectionFixture<CommandHouse>
{
    public const string Name = "commands on a cluster";
}
