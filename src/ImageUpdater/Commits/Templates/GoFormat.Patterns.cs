namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <content>Reading a format and its verbs.</content>
internal sealed partial class GoFormat
{
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
}
