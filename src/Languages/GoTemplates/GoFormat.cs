using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Go's <c>fmt</c>: <c>Sprint</c>, <c>Sprintln</c> and <c>Sprintf</c> with its verbs, flags and error marks.</summary>
internal sealed partial class GoFormat
{
    private const int MaxWidth = 1_000_000;

    private readonly StringBuilder text = new();
    private readonly RenderBudget budget;
    private VerbFlags flags;

    private GoFormat(RenderBudget budget) => this.budget = budget;

    /// <summary>Prints a value as an action does.</summary>
    public static string Print(RenderBudget budget, GoValue value)
    {
        if (!value.IsValid) return "<no value>";
        if (value.Kind == GoKind.Text) return value.Text;
        return Sprint(budget, [value]);
    }

    /// <summary>Values side by side; a blank between two of which neither is a string.</summary>
    public static string Sprint(RenderBudget budget, ReadOnlySpan<GoValue> values)
    {
        var format = new GoFormat(budget);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i].Kind != GoKind.Text && values[i - 1].Kind != GoKind.Text) format.Append(" ");
            format.Argument(values[i], 'v');
        }

        return format.Finish();
    }

    /// <summary>Values with blanks between and a line feed.</summary>
    public static string Sprintln(RenderBudget budget, ReadOnlySpan<GoValue> values)
    {
        var format = new GoFormat(budget);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) format.Append(" ");
            format.Argument(values[i], 'v');
        }

        format.Append("\n");
        return format.Finish();
    }

    /// <summary>One value as <c>%v</c> prints it.</summary>
    public static string Sprintv(RenderBudget budget, GoValue value) => Sprint(budget, [value]);

    /// <summary>Values by a format.</summary>
    public static string Sprintf(RenderBudget budget, string pattern, ReadOnlySpan<GoValue> values)
    {
        var format = new GoFormat(budget);
        format.Run(pattern, values);
        return format.Finish();
    }

    private string Finish()
    {
        budget.SpendText(text.Length);
        return text.ToString();
    }

    private void Append(string part)
    {
        if (text.Length + (long)part.Length > budget.MaxTextBytes)
            throw new FunctionError($"a text grows beyond {budget.MaxTextBytes} bytes");
        text.Append(part);
    }

    private void Argument(GoValue value, int verb)
    {
        if (value.IsNothing)
        {
            if (verb is 'v' or 'T') Append(flags.Pad("<nil>"));
            else BadVerb(verb, value);
        }
        else if (verb == 'T')
        {
            Append(flags.Pad(value.TypeName));
        }
        else
        {
            Value(value, verb, depth: 0);
        }
    }

    private void Value(GoValue value, int verb, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        if (value.IsNothing)
        {
            Append(flags.SharpV ? "interface {}(nil)" : "<nil>");
            return;
        }

        if (value.Type!.Stringer is { } stringer && !flags.SharpV && verb is 'v' or 's' or 'x' or 'X' or 'q')   // not nothing, so typed
        {
            Scalar(GoValue.Of(stringer(value)), verb);
            return;
        }

        switch (value.Kind)
        {
            case GoKind.List:
                List(value, verb, depth);
                break;
            case GoKind.Map:
                Map(value, verb, depth);
                break;
            case GoKind.Struct when value.Data is GoValue[]:
                Struct(value, verb, depth);
                break;
            case GoKind.Struct or GoKind.Pointer or GoKind.Interface:
                BadVerb(verb, value);
                break;
            default:
                Scalar(value, verb);
                break;
        }
    }

    private void Scalar(GoValue value, int verb)
    {
        if (GoScalarFormat.Format(value, verb, flags) is { } formatted) Append(formatted);
        else BadVerb(verb, value);
    }

    private void List(GoValue value, int verb, int depth)
    {
        if (flags.SharpV && value.Data is null)
        {
            Append(value.TypeName + "(nil)");
            return;
        }

        Append(flags.SharpV ? value.TypeName + "{" : "[");
        Join(value.Items, flags.SharpV ? ", " : " ", item => Value(item, verb, depth + 1));
        Append(flags.SharpV ? "}" : "]");
    }

    private void Map(GoValue value, int verb, int depth)
    {
        if (flags.SharpV && value.Data is null)
        {
            Append(value.TypeName + "(nil)");
            return;
        }

        Append(flags.SharpV ? value.TypeName + "{" : "map[");
        Join(value.Map?.Entries ?? [], flags.SharpV ? ", " : " ", entry =>
        {
            Value(entry.Key, verb, depth + 1);
            Append(":");
            Value(entry.Value, verb, depth + 1);
        });
        Append(flags.SharpV ? "}" : "]");
    }

    private void Struct(GoValue value, int verb, int depth)
    {
        Append(flags.SharpV ? value.TypeName + "{" : "{");
        Join(value.Type!.Fields.Zip(value.Items), flags.SharpV ? ", " : " ", pair =>   // structs have a type
        {
            if (flags.PlusV || flags.SharpV) Append(pair.First.Name + ":");
            Value(pair.Second, verb, depth + 1);
        });
        Append("}");
    }

    private void Join<T>(IEnumerable<T> items, string separator, Action<T> write)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first) Append(separator);
            first = false;
            write(item);
        }
    }

    private void BadVerb(int verb, GoValue value)
    {
        Append($"%!{ByteText.Encode(verb)}(");
        if (value.IsNothing)
        {
            Append("<nil>");
        }
        else
        {
            Append(value.TypeName + "=");
            if (value.Kind is GoKind.Pointer or GoKind.Interface || (value.Kind == GoKind.Struct && value.Data is not GoValue[]))
                Append(value.Type!.Stringer?.Invoke(value) ?? "?");   // checked above: typed
            else
                Value(value, 'v', depth: 0);
        }

        Append(")");
    }
}
