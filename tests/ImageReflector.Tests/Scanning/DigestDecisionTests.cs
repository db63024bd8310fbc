using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class DigestDecisionTests
{
    /// <summary>Mode, the election that stands (name:tag@digest; null: none), and what is done for <c>app:1</c>.</summary>
    [Theory]
    [InlineData(null, "app:1@sha256:a", "none")]
    [InlineData("Never", "app:1@sha256:a", "none")]
    [InlineData("Never", null, "none")]
    [InlineData("IfNotPresent", null, "lookup")]
    [InlineData("IfNotPresent", "app:1@sha256:a", "sha256:a")]
    [InlineData("IfNotPresent", "app:1", "lookup")]
    [InlineData("IfNotPresent", "app:0@sha256:a", "lookup")]
    [InlineData("IfNotPresent", "old:1@sha256:a", "lookup")]
    [InlineData("Always", "app:1@sha256:a", "lookup")]
    [InlineData("Always", null, "lookup")]
    public void TheModeDecides(string? mode, string? latest, string expected)
    {
        var (lookup, digest) = DigestDecision.Decide(mode, Ref(latest), "app", "1");
        Assert.Equal(expected, lookup ? "lookup" : digest ?? "none");
    }

    /// <summary>New election, previous one, and the Ready message.</summary>
    [Theory]
    [InlineData("foo/bar:1.0.0", null, "Latest image tag for foo/bar resolved to 1.0.0")]
    [InlineData(
        "foo/bar:1.0.0@sha256:1234567890abcdef", "baz/qux:1.0.0",
        "Latest image tag for foo/bar resolved to 1.0.0 with digest sha256:1234567890abcdef (previously baz/qux:1.0.0)")]
    [InlineData(
        "foo/bar:1.0.0@sha256:b", "foo/bar:1.0.0@sha256:a",
        "Latest image tag for foo/bar resolved to 1.0.0 with digest sha256:b (previously foo/bar:1.0.0@sha256:a)")]
    [InlineData("foo/bar:1.0.0", "foo/bar:1.0.0", "Latest image tag for foo/bar resolved to 1.0.0")]
    public void TheMessageTellsTheElection(string elected, string? previous, string expected) =>
    Assert.Equal(expected, PolicyMessage.Ready(Ref(elected)!, Ref(previous)));

    private static ImageRef? Ref(string? text)
    {
        if (text is null) return null;
        var at = text.Split('@');
        var colon = at[0].LastIndexOf(':');
        return new ImageRef { Name = at[0][..colon], Tag = at[0][(colon + 1)..], Digest = at.Length > 1 ? at[1] : null };
    }
}
