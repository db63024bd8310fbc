using System.Globalization;
using System.Text;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>The functions that Go's templates bring along.</summary>
internal static class Builtins
{
    private static readonly GoFunction And = Variadic("and", [GoType.Reflected, GoType.Reflected], (_, a) => a[^1]);
    private static readonly GoFunction Or = Variadic("or", [GoType.Reflected, GoType.Reflected], (_, a) => a[^1]);

    /// <summary>All of them.</summary>
    public static IEnumerable<GoFunction> All =>
    [
        And,
        Or,
        new("not", [GoType.Reflected], false, (_, a) => GoValue.Of(!GoTruth.Of(a[0]))),
        new("len", [GoType.Reflected], false, (_, a) => Length(a[0])),
        Variadic(
            "index", [GoType.Reflected, GoType.Reflected], (_, a) => a.Skip(1)
                .Aggregate(a[0].IsNothing ? throw new FunctionError("index of untyped nil") : a[0], Index)),
        Variadic("call", [GoType.Reflected, GoType.Reflected], (_, a) => throw new FunctionError($"non-function of type {a[0].TypeName}")),
        Variadic("print", [GoType.Any], (b, a) => GoValue.Of(GoFormat.Sprint(b, a))),
        Variadic("println", [GoType.Any], (b, a) => GoValue.Of(GoFormat.Sprintln(b, a))),
        Variadic("printf", [GoType.Text, GoType.Any], (b, a) => GoValue.Of(GoFormat.Sprintf(b, a[0].Text, a.AsSpan(1)))),
        Variadic("html", [GoType.Any], (b, a) => GoValue.Of(Escape(b, a, HtmlEscape))),
        Variadic("js", [GoType.Any], (b, a) => GoValue.Of(Escape(b, a, JsEscape))),
        Variadic("urlquery", [GoType.Any], (b, a) => GoValue.Of(Escape(b, a, QueryEscape))),
        Variadic("eq", [GoType.Reflected, GoType.Reflected], (_, a) => GoValue.Of(GoComparison.EqualsAny(a))),
        new("ne", [GoType.Reflected, GoType.Reflected], false, (_, a) => GoValue.Of(!GoComparison.EqualsAny(a))),
        new("lt", [GoType.Reflected, GoType.Reflected], false, (_, a) => GoValue.Of(GoComparison.Less(a[0], a[1]))),
        new("le", [GoType.Reflected, GoType.Reflected], false,
            (_, a) => GoValue.Of(GoComparison.Less(a[0], a[1]) || GoComparison.EqualsAny(a))),
        new("gt", [GoType.Reflected, GoType.Reflected], false,
            (_, a) => GoValue.Of(!GoComparison.Less(a[0], a[1]) && !GoComparison.EqualsAny(a))),
        new("ge", [GoType.Reflected, GoType.Reflected], false, (_, a) => GoValue.Of(!GoComparison.Less(a[0], a[1]))),
    ];

    /// <summary>The truth at which a function stops evaluating its arguments; null for functions that evaluate all.</summary>
    public static bool? ShortCircuits(GoFunction function) =>
        ReferenceEquals(function, And) ? false : ReferenceEquals(function, Or) ? true : null;

    /// <summary>One step of <c>index</c>.</summary>
    public static GoValue Index(GoValue of, GoValue index)
    {
        if (of.IsNothing) throw new FunctionError("index of nil pointer");
        switch (of.Kind)
        {
            case GoKind.List:
                return of.Items[Position(index, of.Items.Length)];
            case GoKind.Text:
                return new GoValue(GoType.UInt8, (ulong)of.Text[Position(index, of.Text.Length)]);
            case GoKind.Map:
                var key = of.Type!.Key!;   // maps have both
                if (!index.IsValid) throw new FunctionError($"value is nil; should be of type {key}");
                if (index.Type != key) throw new FunctionError($"value has type {index.Type}; should be {key}");
                return of.Map is { } map && map.TryGet(index, out var value) ? value : of.Type.Element!.Zero();
            default:
                throw new FunctionError($"can't index item of type {of.Type}");
        }
    }

    /// <summary>Escapes HTML as Go does.</summary>
    public static string HtmlEscape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\0", "\u00EF\u00BF\u00BD", StringComparison.Ordinal);

    /// <summary>Escapes a part of a URL query.</summary>
    public static string QueryEscape(string bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var c in bytes)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~') text.Append(c);
            else if (c == ' ') text.Append('+');
            else text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
        }

        return text.ToString();
    }

    private static string JsEscape(string bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var rune in ByteText.Runes(bytes))
        {
            if (rune is '\\' or '\'' or '"') text.Append('\\').Append((char)rune);
            else if (rune is '<' or '>' or '&' or '=' or < ' ' || (rune > 0x7E && !GoUnicode.IsPrint(rune)))
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune:X4}");
            else text.Append(ByteText.Encode(rune));
        }

        return text.ToString();
    }

    private static string Escape(RenderBudget budget, GoValue[] values, Func<string, string> escape)
    {
        var text = values is [{ Kind: GoKind.Text } only]
            ? only.Text
            : GoFormat.Sprint(budget, values.Select(v => v.IsNothing ? GoValue.Of("<no value>") : v).ToArray());
        budget.SpendText(text.Length * 6L);
        return escape(text);
    }

    private static GoValue Length(GoValue value) => GoValue.Int(value.Kind switch
    {
        GoKind.Text => value.Text.Length,
        GoKind.List => value.Items.Length,
        GoKind.Map => value.Map?.Count ?? 0,
        _ when value.IsNothing => throw new FunctionError("len of nil pointer"),
        _ => throw new FunctionError($"len of type {value.Type}"),
    });

    private static int Position(GoValue index, int length)
    {
        var position = index.Kind switch
        {
            GoKind.Integer => index.Integer,
            GoKind.Unsigned => (long)Math.Min(index.Unsigned, long.MaxValue),
            null => throw new FunctionError("cannot index slice/array with nil"),
            _ => throw new FunctionError($"cannot index slice/array with type {index.Type}"),
        };
        return position >= 0 && position < length ? (int)position : throw new FunctionError($"index out of range: {position}");
    }

    private static GoFunction Variadic(string name, GoType[] parameters, Func<RenderBudget, GoValue[], GoValue> body) =>
        new(name, parameters, true, body);
}
