using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Safety.Holds;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>The order of a compiled policy, for holds.</summary>
/// <param name="policy">The policy.</param>
/// <param name="known">
/// Tags that are known to be tags: of the election, the anchor and the previous election. They alone are comparable where the order takes
/// any text.
/// </param>
internal sealed class PolicyOrder(CompiledPolicy policy, IReadOnlySet<string> known) : ITagOrder
{
    /// <summary>Tags that a person withdrew: comparable, and admitted no more.</summary>
    public IReadOnlySet<string>? Withdrawn { get; init; }

    // An order needs no range; this one shuts nothing out, so that nothing counts as withdrawn by it.
    private static readonly SemVerPolicy AnyVersion = new(">=0.0.0-0");

    /// <summary>
    /// The order of a policy. An election stands while a range is misspelt, and is still written: holds compare without the range. Null
    /// where
    /// order or filter cannot be read: nobody can tell then what is newer, so nothing is written for the policy.
    /// </summary>
    public static CompiledPolicy? Compile(ImagePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (CompiledPolicy.Compile(policy.Spec.Policy, policy.Spec.FilterTags).TryGet(out var order, out _)) return order;
        if (policy.Spec.Policy.Semver is null) return null;
        return CompiledPolicy.Compile(policy.Spec.Policy with
        {
            Semver = AnyVersion,
        }, policy.Spec.FilterTags).TryGet(out order, out _) ? order : null;
    }

    public bool IsComparable(string tag) => policy.IsComparable(tag) && (!policy.ComparesAnyText || known.Contains(tag));

    public bool IsAbove(string tag, string other) => policy.IsAbove(tag, other);

    public bool Admits(string tag) => IsComparable(tag) && policy.Admits(tag) && Withdrawn?.Contains(tag) != true;
}
