using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Nothing is shared and nobody has neighbours: keys are handed out in the order of their arrival.</summary>
public sealed class NoShares : IRunShares
{
    /// <summary>The one instance.</summary>
    public static NoShares Instance { get; } = new();

    /// <inheritdoc/>
    public bool HasNeighbours(string ns) => false;

    /// <inheritdoc/>
    public IReadOnlyList<RunLimit> LimitsOf(ObjectKey key) => [];

    /// <inheritdoc/>
    public void Ended(ObjectKey key, bool isLate)
    {
    }
}
