using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <content>Reading a format and its verbs.</content>
internal sealed partial class GoFormat
{
    private void Run(string pattern, ReadOnlySpan<GoValue> values)
    {
        var cursor = new Cursor { Count = values.Length };
        while (cursor.At < pattern.Length)
        {
            var percent = pattern.IndexOf('%', cursor.At);
            Append(pattern[cursor.At..(percent < 0 ? pattern.Length : percent)]);
            if (percent < 0) break;
            cursor.At = percent + 1;
            if (!RunVerb(pattern, values, ref cursor)) break;
        }

        if (!cursor.IsReordered && cursor.Argument < values.Length) AppendExtra(values[cursor.Argument..]);
    }

    // What follows a percent sign: flags, width, precision, verb. False when the pattern ends before the verb.
    private bool RunVerb(string pattern, ReadOnlySpan<GoValue> values, ref Cursor cursor)
    {
        flags = default;
        cursor.IsBehindIndex = false;
        while (cursor.At < pattern.Length && SetFlag(pattern[cursor.At])) cursor.At++;

        var indexIsGood = ReadIndex(pattern, ref cursor);
        indexIsGood &= ReadWidth(pattern, values, ref cursor);
        indexIsGood &= ReadPrecision(pattern, values, ref cursor);
        if (!cursor.IsBehindIndex) indexIsGood &= ReadIndex(pattern, ref cursor);
        if (cursor.At >= pattern.Length)
        {
            Append("%!(NOVERB)");
            return false;
        }

        var (verb, size) = ByteText.Decode(pattern, cursor.At);
        cursor.At += size;
        if (verb == '%')
        {
            Append("%");
        }
        else if (!indexIsGood || cursor.Argument >= values.Length)
        {
            Append($"%!{ByteText.Encode(verb)}({(indexIsGood ? "MISSING" : "BADINDEX")})");
        }
        else
        {
            if (verb == 'v') flags = flags with { PlusV = flags.Plus, SharpV = flags.Sharp, Plus = false, Sharp = false };
            Argument(values[cursor.Argument++], verb);
        }

        return true;
    }

    // Says whether an index may stand where one was read: "%[1]5d" is none.
    private bool ReadWidth(string pattern, ReadOnlySpan<GoValue> values, ref Cursor cursor)
    {
        if (!IsAt(pattern, cursor, '*'))
        {
            flags = flags with { Width = ReadNumber(pattern, ref cursor.At) };
            return !cursor.IsBehindIndex || flags.Width is null;
        }

        cursor.At++;
        var width = TakeInteger(values, ref cursor);
        if (width is null) Append("%!(BADWIDTH)");
        else if (width < 0) flags = flags with { Width = (int)-width, Minus = true, Zero = false };
        else flags = flags with { Width = (int)width };
        return true;
    }

    // Says whether the indexes around it are good.
    private bool ReadPrecision(string pattern, ReadOnlySpan<GoValue> values, ref Cursor cursor)
    {
        if (!IsAt(pattern, cursor, '.')) return true;
        cursor.At++;
        var indexIsGood = !cursor.IsBehindIndex;
        indexIsGood &= ReadIndex(pattern, ref cursor);
        if (!IsAt(pattern, cursor, '*'))
        {
            flags = flags with { Precision = ReadNumber(pattern, ref cursor.At) ?? 0 };
            return indexIsGood;
        }

        cursor.At++;
        var precision = TakeInteger(values, ref cursor);
        if (precision is null) Append("%!(BADPREC)");
        flags = flags with { Precision = precision < 0 ? null : (int?)precision };
        return indexIsGood;
    }

    private void AppendExtra(ReadOnlySpan<GoValue> left)
    {
        flags = default;
        Append("%!(EXTRA ");
        for (var i = 0; i < left.Length; i++)
        {
            if (i > 0) Append(", ");
            Append(left[i].IsNothing ? "<nil>" : left[i].TypeName + "=");
            if (!left[i].IsNothing) Argument(left[i], 'v');
        }

        Append(")");
    }

    private static bool IsAt(string pattern, in Cursor cursor, char c) => cursor.At < pattern.Length && pattern[cursor.At] == c;

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
    private static bool ReadIndex(string pattern, ref Cursor cursor)
    {
        if (!IsAt(pattern, cursor, '[')) return true;
        cursor.IsReordered = true;
        var at = ++cursor.At;
        var close = pattern.IndexOf(']', at);
        if (close < 0) return false;

        var number = ReadNumber(pattern, ref at);
        cursor.At = close + 1;
        if (number is not { } n || at != close || n < 1 || n > cursor.Count) return false;
        cursor.Argument = n - 1;
        cursor.IsBehindIndex = true;
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

    private static long? TakeInteger(ReadOnlySpan<GoValue> values, ref Cursor cursor)
    {
        cursor.IsBehindIndex = false;
        if (cursor.Argument >= values.Length) return null;
        var value = values[cursor.Argument++];
        return value.Kind switch
        {
            GoKind.Integer when Math.Abs((double)value.Integer) <= MaxWidth => value.Integer,
            GoKind.Unsigned when value.Unsigned <= MaxWidth => (long)value.Unsigned,
            _ => null,
        };
    }

    /// <summary>Where reading a pattern stands, in the pattern and in the values.</summary>
    private struct Cursor
    {
        /// <summary>Next character of the pattern.</summary>
        public int At;

        /// <summary>Next value, from 0.</summary>
        public int Argument;

        /// <summary>Number of values.</summary>
        public int Count;

        /// <summary>Whether an index chose a value anywhere: then values that are left over are no mistake.</summary>
        public bool IsReordered;

        /// <summary>Whether a good index was read last: only a star or the verb may follow.</summary>
        public bool IsBehindIndex;
    }
}
