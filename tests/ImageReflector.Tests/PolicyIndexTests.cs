using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests;

public sealed class PolicyIndexTests
{
    private static readonly ObjectKey App = new("team", "app");
    private static readonly ObjectKey Other = new("shared", "app");

    [Fact]
    public void FollowsPoliciesFromRepositoryToRepository()
    {
        var index = new PolicyIndex();
        index.Follow(null, Policy("a", "app"));
        index.Follow(null, Policy("b", "app"));
        index.Follow(null, Policy("c", "app", "shared"));
        Assert.Equal([new ObjectKey("team", "a"), new ObjectKey("team", "b")], index.Of(App));
        Assert.Equal([new ObjectKey("team", "c")], index.Of(Other));

        index.Follow(Policy("a", "app"), Policy("a", "app", "shared"));
        index.Follow(Policy("c", "app", "shared"), Policy("c", "app", "shared"));
        Assert.Equal([new ObjectKey("team", "b")], index.Of(App));
        Assert.Equal([new ObjectKey("team", "c"), new ObjectKey("team", "a")], index.Of(Other));

        index.Follow(Policy("b", "app"), null);
        Assert.Empty(index.Of(App));
        Assert.Empty(index.Of(new ObjectKey("team", "unknown")));
    }

    private static ImagePolicy Policy(string name, string repository, string? ns = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "team" },
        Spec = new ImagePolicySpec
        {
            ImageRepositoryRef = new NamespacedObjectReference { Name = repository, Namespace = ns },
            Policy = new ImagePolicyChoice(),
        },
    };
}
