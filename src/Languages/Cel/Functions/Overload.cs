namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Runs a function on values that fit its declaration, none of them an error.</summary>
/// <param name="arguments">The target first, if there is one.</param>
/// <param name="budget">Pays for work that grows with the values.</param>
internal delegate CelValue CelFunction(CelValue[] arguments, CelBudget budget);

/// <summary>One declaration of a function.</summary>
/// <param name="IsMember">Whether it is called on a value.</param>
/// <param name="Parameters">Types of what it takes, the target first.</param>
/// <param name="Result">Type of what it yields.</param>
/// <param name="Run">What it does; null where the interpreter does it.</param>
internal sealed record Overload(bool IsMember, IReadOnlyList<CelType> Parameters, CelType Result, CelFunction? Run)
{
    /// <summary>Reads a declaration: <c>string.(int) string</c> or <c>(list(A)) int</c>.</summary>
    public static Overload Parse(string signature, CelFunction? run)
    {
        var open = signature.IndexOf(".(", StringComparison.Ordinal) + 1;   // 0 for a global function
        var close = signature.IndexOf(") ", open, StringComparison.Ordinal);
        var parameters = CelType.ParseAll(signature[open..(close + 1)]);
        if (open > 0) parameters.Insert(0, CelType.Parse(signature[..(open - 1)]));
        return new Overload(open > 0, parameters, CelType.Parse(signature[(close + 2)..]), run);
    }

    /// <summary>Whether values fit, as far as they show it.</summary>
    public bool Fits(bool isMember, CelValue[] arguments)
    {
        if (isMember != IsMember || arguments.Length != Parameters.Count) return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var kind = Parameters[i].Kind;
            if (kind != arguments[i].Kind && kind is not (CelKind.Dyn or CelKind.Parameter)) return false;
        }

        return true;
    }
}
