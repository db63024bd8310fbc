using ImageAutomation.Common.Policies;
using ImageAutomation.ImageUpdater.Holds;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>The order of a compiled policy, for holds.</summary>
/// <param name="policy">The policy.</param>
/// <param name="known">Tags that are known to be tags: of the election, the anchor and the previous election. They alone are comparable where the order takes any text.</param>
internal sealed class PolicyOrder(CompiledPolicy policy, IReadOnlySet<string> known) : ITagOrder
{
    public bool IsComparable(string tag) => policy.IsComparable(tag) && (!policy.ComparesAnyText || known.Contains(tag));

    public bool IsAbove(string tag, string other) => policy.IsAbove(tag, other);

    public bool Admits(string tag) => IsComparable(tag) && policy.Admits(tag);
}
