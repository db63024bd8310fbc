using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>What a queue must know to share its places fairly. Implementations are fast and never throw.</summary>
public interface IRunShares
{
    /// <summary>Whether objects of the kind exist outside a namespace.</summary>
    bool HasNeighbours(string ns);

    /// <summary>What the runs of a key share with others.</summary>
    IReadOnlyList<RunLimit> LimitsOf(ObjectKey key);

    /// <summary>A run ended.</summary>
    /// <param name="key">Whose run.</param>
    /// <param name="isLate">Whether it failed after so long a time that whatever it talked to is likely not to answer.</param>
    void Ended(ObjectKey key, bool isLate);
}
