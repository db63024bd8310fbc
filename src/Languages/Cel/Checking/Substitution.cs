namespace ImageAutomation.Languages.Cel.Checking;

/// <summary>What the parameters of types stand for, as far as it is known, and whether a type can stand for another.</summary>
/// <remarks>The rules are those of cel-go's checker, its order of steps included: what is inferred depends on it.</remarks>
internal sealed class Substitution
{
    private Dictionary<string, CelType> known = new(StringComparer.Ordinal);

    /// <summary>Whether all of some types can stand for others; what that teaches of parameters is kept only then.</summary>
    public bool Accepts(IReadOnlyList<CelType> given, IReadOnlyList<CelType> wanted)
    {
        var before = new Dictionary<string, CelType>(known, StringComparer.Ordinal);
        if (AreAssignable(given, wanted)) return true;
        known = before;
        return false;
    }

    /// <summary>Whether a type can stand for another.</summary>
    public bool Accepts(CelType given, CelType wanted) => Accepts([given], [wanted]);

    /// <summary>The type with what is known put in.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isFinal">Whether unknown parameters become dyn.</param>
    public CelType Apply(CelType type, bool isFinal)
    {
        if (type.Kind == CelKind.Parameter)
            return known.TryGetValue(type.Name, out var value) ? Apply(value, isFinal) : isFinal ? CelType.Dyn : type;
        return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(parameter => Apply(parameter, isFinal))]);
    }

    /// <summary>The more general of two types that fit each other.</summary>
    public static CelType MostGeneral(CelType left, CelType right) => IsEqualOrLessSpecific(left, right) ? left : right;

    private static bool IsEqualOrLessSpecific(CelType left, CelType right)
    {
        if (left.IsDyn || left.Kind == CelKind.Parameter) return true;
        if (right.IsDyn || right.Kind == CelKind.Parameter || left.Kind != right.Kind) return false;
        if (left.Kind == CelKind.Type) return true;
        return left.Parameters.Zip(right.Parameters).All(pair => IsEqualOrLessSpecific(pair.First, pair.Second));
    }

    private bool AreAssignable(IReadOnlyList<CelType> given, IReadOnlyList<CelType> wanted)
    {
        if (given.Count != wanted.Count) return false;
        for (var i = 0; i < given.Count; i++)
            if (!IsAssignable(given[i], wanted[i])) return false;
        return true;
    }

    private bool IsAssignable(CelType given, CelType wanted)
    {
        if (wanted.Kind == CelKind.Parameter)
        {
            var (isValid, wasKnown) = Bind(given, wanted);
            if (isValid) return true;
            if (wasKnown) return false;
        }

        if (given.Kind == CelKind.Parameter) return Bind(wanted, given).IsValid;
        if (given.IsDyn || wanted.IsDyn) return true;
        if (given.Kind == CelKind.Null) return IsNullable(wanted);
        if (wanted.Kind == CelKind.Null) return IsNullable(given);
        return given.Kind == wanted.Kind && (given.Kind == CelKind.Type || AreAssignable(given.Parameters, wanted.Parameters));
    }

    private static bool IsNullable(CelType type) =>
        type.Kind is CelKind.Null or CelKind.Timestamp or CelKind.Duration or CelKind.Optional;

    private (bool IsValid, bool WasKnown) Bind(CelType type, CelType parameter)
    {
        if (type.Kind == parameter.Kind && type.IsExactly(parameter)) return (true, true);
        if (known.TryGetValue(parameter.Name, out var value))
        {
            if (type.Kind == value.Kind && type.IsExactly(value)) return (true, true);
            if (!IsAssignable(type, value)) return (false, true);
            var general = MostGeneral(type, value);
            if (!Mentions(general, parameter)) known[parameter.Name] = general;
            return (true, true);
        }

        if (Mentions(type, parameter)) return (false, false);
        known[parameter.Name] = type;
        return (true, false);
    }

    private bool Mentions(CelType type, CelType parameter)
    {
        if (type.Kind != CelKind.Parameter) return type.Parameters.Any(part => Mentions(part, parameter));
        return type.Name == parameter.Name || (known.TryGetValue(type.Name, out var value) && Mentions(value, parameter));
    }
}
