using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>What a selected policy has elected, and the order in which it did.</summary>
internal sealed class Election
{
    private readonly Lazy<CompiledPolicy?> order;

    private Election(ImagePolicy policy, ImageRef image)
    {
        (Policy, Image, PreviousTag) = (policy.Key, image, policy.Status.ObservedPreviousRef?.Tag);
        Since = policy.Status.Elected is { } elected && elected.Tag == image.Tag ? elected.Pushed ?? elected.Seen : null;
        // A tag that came back with other bytes is elected, and withdrawn no more.
        Withdrawn = WithdrawnTags.Read(policy).TryGet(out var entries, out _)
            ? entries.Select(entry => entry.Tag).Where(tag => tag != image.Tag).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();
        order = new Lazy<CompiledPolicy?>(() => PolicyOrder.Compile(policy)); // asked for only when something is out of step
    }

    /// <summary>The policy.</summary>
    public ObjectKey Policy { get; }

    /// <summary>The elected image.</summary>
    public ImageRef Image { get; }

    /// <summary>When the tag was pushed, or else seen; null: not known.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>Tag of the election before; null when there was none.</summary>
    public string? PreviousTag { get; }

    /// <summary>Tags that a person withdrew.</summary>
    public IReadOnlySet<string> Withdrawn { get; }

    /// <summary>Order of the policy's tags; null where order or filter cannot be read: nothing is written for such a policy.</summary>
    public CompiledPolicy? Order => order.Value;

    /// <summary>The elections of policies, in the same order; those without one are left out.</summary>
    public static IReadOnlyList<Election> Of(IEnumerable<ImagePolicy> policies) =>
        [.. policies.SelectMany(policy => policy.Status.LatestRef is { } image ? new[] { new Election(policy, image) } : [])];
}
