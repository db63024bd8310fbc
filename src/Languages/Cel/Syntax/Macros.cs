namespace ImageAutomation.Languages.Cel.Syntax;

/// <summary>Calls that are macros: the standard ones, and those of optional values.</summary>
internal static class Macros
{
    /// <summary>A macro that is called like a function; null when it is none.</summary>
    public static Node? Global(Token name, int at, List<Node> arguments)
    {
        if (name.Text != "has" || arguments.Count != 1) return null;
        return arguments[0] is SelectNode { IsOptional: false, IsTest: false } select
            ? new SelectNode(at, select.Depth, select.Operand, select.Field, isOptional: false, isTest: true)
            : throw new CelException("invalid argument to has() macro", arguments[0].Position);
    }

    /// <summary>A macro that is called on a value; null when it is none.</summary>
    public static Node? Member(Token name, int at, Node target, List<Node> arguments)
    {
        MacroKind kind;
        switch (name.Text, arguments.Count)
        {
            case ("all", 2): kind = MacroKind.All; break;
            case ("exists", 2): kind = MacroKind.Exists; break;
            case ("exists_one" or "existsOne", 2): kind = MacroKind.ExistsOne; break;
            case ("filter", 2): kind = MacroKind.Filter; break;
            case ("map", 2 or 3): kind = MacroKind.Map; break;
            case ("optMap", 2): kind = MacroKind.OptMap; break;
            case ("optFlatMap", 2): kind = MacroKind.OptFlatMap; break;
            default: return null;
        }

        if (arguments[0] is not IdentNode { IsRooted: false } variable)
            throw new CelException($"argument must be a simple name in {name.Text}() macro", arguments[0].Position);
        var makes = kind is MacroKind.Map or MacroKind.OptMap or MacroKind.OptFlatMap;
        var condition = makes ? arguments.Count == 3 ? arguments[1] : null : arguments[1];
        var depth = 1 + Math.Max(target.Depth, arguments.Max(node => node.Depth));
        return new MacroNode(at, depth, kind, target, variable.Name, condition, makes ? arguments[^1] : null);
    }
}
