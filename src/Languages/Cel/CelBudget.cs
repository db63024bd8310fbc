namespace ImageAutomation.Languages.Cel;

/// <summary>What one evaluation may still spend. An overdraft ends it; no <c>||</c> absorbs that.</summary>
internal sealed class CelBudget
{
    /// <summary>Steps of an evaluation: evaluated nodes, turns of macros, and work by the size of what is read or made.</summary>
    public const int MaxSteps = 10_000;

    /// <summary>Longest text that the steps can pay for, in UTF-16 units.</summary>
    public const int MaxText = MaxSteps * CharactersInStep;

    private const int CharactersInStep = 1024;
    private const int ElementsInStep = 8;
    private const long MatchingInStep = 16 * 1024;

    private long left = MaxSteps;

    /// <summary>Pays for a node or a turn.</summary>
    public void Spend(long steps = 1)
    {
        left -= steps;
        if (left < 0) throw new CelException($"the expression needs more than {MaxSteps} steps");
    }

    /// <summary>Pays for reading or making a text or bytes.</summary>
    public void SpendText(long length) => Spend(length / CharactersInStep);

    /// <summary>Pays for reading or making elements of a list or map.</summary>
    public void SpendElements(long count) => Spend(count / ElementsInStep);

    /// <summary>Pays for matching a pattern of a number of instructions on a text.</summary>
    public void SpendMatch(long length, long instructions) => Spend(length * instructions / MatchingInStep);
}
