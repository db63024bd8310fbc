using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Publishing.Index;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>All that one run needs to know about what it publishes.</summary>
internal sealed record PublishRequest
{
    /// <summary>The automation.</summary>
    public required ImageUpdateAutomation Automation { get; init; }

    /// <summary>Checkout, push branch, path.</summary>
    public required PublishPlan Plan { get; init; }

    /// <summary>The remote.</summary>
    public required GitRemote Remote { get; init; }

    /// <summary>What the selected policies have elected, by name of the policy.</summary>
    public required IReadOnlyList<Election> Elections { get; init; }

    /// <summary>Makes commit messages.</summary>
    public required MessageWriter Message { get; init; }

    /// <summary>How targets are found.</summary>
    public required TargetFinder Finder { get; init; }

    /// <summary>Secret of the signing key; null leaves commits unsigned.</summary>
    public Secret? SigningSecret { get; init; }

    /// <summary>Whether the head that was seen last will do as a base: true when a policy caused the run.</summary>
    public bool MayUseCachedHead { get; init; }
}
