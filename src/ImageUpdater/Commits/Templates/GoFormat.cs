using System.Runtime.CompilerServices;
using System.Text;

namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>Go's <c>fmt</c>: <c>Sprint</c>, <c>Sprintln</c> and <c>Sprintf</c> with its verbs, flags and error marks.</summary>
internal sealed class GoFormat
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
        if (text.Length + (long)part.Length > budget.MaxTextBytes) throw new FunctionError($"a text grows beyond {budget.MaxTextBytes} bytes");
        text.Append(part);
    }

    private void Run(string pattern, ReadOnlySpan<GoValue> values)
    {
        var argument = 0;
        var reordered = false;
        for (var i = 0; i < pattern.Length;)
        {
            var percent = pattern.IndexOf('%', i);
            Append(pattern[i..(percent < 0 ? pattern.Length : percent)]);
            if (percent < 0) break;
            i = percent + 1;
            flags = default;
            var afterIndex = false;
            while (i < pattern.Length && SetFlag(pattern[i])) i++;

            var indexIsGood = ReadIndex(pattern, ref i, ref argument, values.Length, ref reordered, ref afterIndex);
            if (i < pattern.Length && pattern[i] == '*')
            {
                i++;
                var width = TakeInteger(values, ref argument);
                if (width is null) Append("%!(BADWIDTH)");
                else if (width < 0) flags = flags with { Width = (int)-width, Minus = true, Zero = false };
                else flags = flags with { Width = (int)width };
                afterIndex = false;
            }
            else
            {
                flags = flags with { Width = ReadNumber(pattern, ref i) };
                if (afterIndex && flags.Width is not null) indexIsGood = false;
            }

            if (i < pattern.Length && pattern[i] == '.')
            {
                i++;
                if (afterIndex) indexIsGood = false;
                indexIsGood &= ReadIndex(pattern, ref i, ref argument, values.Length, ref reordered, ref afterIndex);
                if (i < pattern.Length && pattern[i] == '*')
                {
                    i++;
                    var precision = TakeInteger(values, ref argument);
                    if (precision is null or < 0)
                    {
                        if (precision is null) Append("%!(BADPREC)");
                        precision = null;
                    }

                    flags = flags with { Precision = (int?)precision };
                    afterIndex = false;
                }
                else
                {
                    flags = flags with { Precision = ReadNumber(pattern, ref i) ?? 0 };
                }
            }

            if (!afterIndex) indexIsGood &= ReadIndex(pattern, ref i, ref argument, values.Length, ref reordered, ref afterIndex);
            if (i >= pattern.Length)
            {
                Append("%!(NOVERB)");
                break;
            }

            var (verb, size) = ByteText.Decode(pattern, i);
            i += size;
            var name = ByteText.Encode(verb);
            if (verb == '%') Append("%");
            else if (!indexIsGood) Append($"%!{name}(BADINDEX)");
            else if (argument >= values.Length) Append($"%!{name}(MISSING)");
            else
            {
                flags = flags with { PlusV = verb == 'v' && flags.Plus, SharpV = verb == 'v' && flags.Sharp };
                if (flags.PlusV) flags = flags with { Plus = false };
                if (flags.SharpV) flags = flags with { Sharp = false };
                Argument(values[argument++], verb);
            }
        }

        if (reordered || argument >= values.Length) return;
        flags = default;
        Append("%!(EXTRA ");
        for (var i = argument; i < values.Length; i++)
        {
            if (i > argument) Append(", ");
            Append(values[i].IsNothing ? "<nil>" : values[i].TypeName + "=");
            if (!values[i].IsNothing) Argument(values[i], 'v');
        }

        Append(")");
    }

    private bool SetFlag(char c)
    {
        switch (c)
        {
            case '#': flags = flags with { Sharp = true }; return true;
            case '0': flags = flags with { Zero = true }; return true;
            case '+': flags = flags with { Plus = true }; return true;
            case '-': flags = flags with { Minus = true }; return true;
            case ' ': flags = flags with { Space = true }; return true;
            default: return false;
        }
    }

    // "[3]" chooses the argument; false when it is no number or out of range.
    private static bool ReadIndex(string pattern, ref int i, ref int argument, int count, ref bool reordered, ref bool afterIndex)
    {
        if (i >= pattern.Length || pattern[i] != '[') return true;
        reordered = true;
        var close = pattern.IndexOf(']', i + 1);
        if (close < 0)
        {
            i++;
            return false;
        }

        var j = i + 1;
        var number = ReadNumber(pattern, ref j);
        i = close + 1;
        if (number is not { } n || j != close || n < 1 || n > count) return false;
        argument = n - 1;
        afterIndex = true;
        return true;
    }

    private static int? ReadNumber(string pattern, ref int i)
    {
        int? number = null;
        for (; i < pattern.Length && char.IsAsciiDigit(pattern[i]); i++)
        {
            number = ((number ?? 0) * 10) + (pattern[i] - '0');
            if (number > MaxWidth) return null;
        }

        return number;
    }

    private static long? TakeInteger(ReadOnlySpan<GoValue> values, ref int argument)
    {
        if (argument >= values.Length) return null;
        var value = values[argument++];
        return value.Kind switch
        {
            GoKind.Integer when Math.Abs((double)value.Integer) <= MaxWidth => value.Integer,
            GoKind.Unsigned when value.Unsigned <= MaxWidth => (long)value.Unsigned,
            _ => null,
        };
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
