using System.Globalization;
using System.Numerics;
using System.Text;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Formats booleans, numbers and strings by verb.</summary>
internal static class GoScalarFormat
{
    /// <summary>Formats a value; null when the verb does not fit it.</summary>
    public static string? Format(GoValue value, int verb, VerbFlags flags) => value.Kind switch
    {
        GoKind.Boolean => verb is 't' or 'v' ? flags.Pad(value.Boolean ? "true" : "false") : null,
        GoKind.Integer => Integer(value.Integer, true, verb, flags),
        GoKind.Unsigned => Integer(value.Unsigned, false, verb, flags),
        GoKind.Float => Float(value.Float, verb, flags),
        GoKind.Complex => Complex(value.Complex, verb, flags),
        _ => Text(value.Text, verb, flags),
    };

    private static string? Integer(BigInteger value, bool isSigned, int verb, VerbFlags flags)
    {
        switch (verb)
        {
            case 'v' when flags.SharpV && !isSigned:
                return Digits(value, 16, "x", flags with { Sharp = true });
            case 'v' or 'd':
                return Digits(value, 10, "", flags);
            case 'b':
                return Digits(value, 2, "b", flags);
            case 'o' or 'O':
                return Digits(value, 8, verb == 'O' ? "O" : "o", flags);
            case 'x' or 'X':
                return Digits(value, 16, verb == 'x' ? "x" : "X", flags);
            case 'c':
                return flags.Pad(ByteText.Encode(ToRune(value)));
            case 'q':
                return flags.Pad(GoQuote.QuoteRune(ToRune(value), flags.Plus));
            case 'U':
                var rune = value < 0 ? value + (BigInteger.One << 64) : value;
                var code = "U+"
                    + rune.ToString("X", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(Math.Max(4, flags.Precision ?? 4), '0');
                if (flags.Sharp && value <= 0x10FFFF && value >= 0 && GoUnicode.IsPrint((int)value))
                    code += $" '{ByteText.Encode((int)value)}'";
                return flags.Pad(code);
            default:
                return null;
        }
    }

    private static int ToRune(BigInteger value) => value >= 0 && value <= 0x10FFFF ? (int)value : ByteText.RuneError;

    private static string Digits(BigInteger value, int numberBase, string kind, VerbFlags flags)
    {
        var negative = value.Sign < 0;
        var signed = negative || flags.Plus || flags.Space;
        var digits = InBase(BigInteger.Abs(value), numberBase);
        var precision = 0;
        if (flags.Precision is { } wanted)
        {
            if (wanted == 0 && value.IsZero) return new string(' ', flags.Width ?? 0);
            precision = wanted;
        }
        else if (flags is { Zero: true, Minus: false, Width: { } width })
        {
            precision = width - (signed ? 1 : 0);
        }

        digits = digits.PadLeft(precision, '0');
        if (flags.Sharp)
        {
            digits = kind switch
            {
                "b" => "0b" + digits,
                "o" when digits[0] != '0' => "0" + digits,
                "x" or "X" => "0x" + digits,
                _ => digits,
            };
        }

        if (kind == "O") digits = "0o" + digits;
        if (kind == "X") digits = digits.ToUpperInvariant();
        var sign = negative ? "-" : flags.Plus ? "+" : flags.Space ? " " : "";
        return flags.Pad(sign + digits);
    }

    private static string InBase(BigInteger value, int numberBase)
    {
        if (numberBase == 10) return value.ToString(CultureInfo.InvariantCulture);
        if (value.IsZero) return "0";
        var digits = new StringBuilder();
        for (; !value.IsZero; value /= numberBase) digits.Insert(0, "0123456789abcdef"[(int)(value % numberBase)]);
        return digits.ToString();
    }

    private static string? Float(double value, int verb, VerbFlags flags)
    {
        if (FloatDigits(value, verb, flags) is not { } number) return null;
        if (number[0] is not ('+' or '-')) number = "+" + number;
        if (flags.Space && number[0] == '+' && !flags.Plus) number = " " + number[1..];
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            if (double.IsNaN(value) && !flags.Space && !flags.Plus) number = number[1..];
            return flags.Pad(number[0] == '+' && !flags.Plus && !double.IsInfinity(value) ? number[1..] : number);
        }

        if (!flags.Plus && number[0] == '+') return flags.PadNumber(number[1..]);
        if (flags is { Zero: true, Minus: false, Width: { } width } && width > number.Length)
            return number[0] + number[1..].PadLeft(width - 1, '0');
        return flags.Pad(number);
    }

    private static string? FloatDigits(double value, int verb, VerbFlags flags) => verb switch
    {
        'v' => GoFloat.Format(value, 'g', flags.Precision ?? -1),
        'g' or 'G' => GoFloat.Format(value, (char)verb, flags.Precision ?? -1),
        'e' or 'E' or 'f' or 'F' => GoFloat.Format(value, (char)verb, flags.Precision ?? 6),
        _ => null,
    };

    private static string? Complex(Complex value, int verb, VerbFlags flags) =>
        Float(value.Real, verb, flags) is { } real && Float(value.Imaginary, verb, flags with { Plus = true }) is { } imaginary
            ? $"({real}{imaginary}i)"
            : null;

    private static string? Text(string bytes, int verb, VerbFlags flags)
    {
        switch (verb)
        {
            case 'v' when flags.SharpV:
                return flags.Pad(GoQuote.Quote(bytes));
            case 'v' or 's':
                return flags.Pad(Truncate(bytes, flags));
            case 'q':
                var cut = Truncate(bytes, flags);
                return flags.Pad(flags.Sharp && GoQuote.CanBackquote(cut) ? $"`{cut}`" : GoQuote.Quote(cut, flags.Plus));
            case 'x' or 'X':
                return flags.Pad(Hex(bytes, verb == 'X', flags));
            default:
                return null;
        }
    }

    private static string Truncate(string bytes, VerbFlags flags)
    {
        if (flags.Precision is not { } precision) return bytes;
        var i = 0;
        for (var count = 0; i < bytes.Length && count < precision; count++) i += ByteText.Decode(bytes, i).Width;
        return bytes[..i];
    }

    private static string Hex(string bytes, bool upper, VerbFlags flags)
    {
        if (flags.Precision is { } precision && precision < bytes.Length) bytes = bytes[..precision];
        var prefix = flags.Sharp ? upper ? "0X" : "0x" : "";
        if (bytes.Length == 0) return "";
        var digits = bytes.Select(c => ((int)c).ToString(upper ? "X2" : "x2", CultureInfo.InvariantCulture));
        return flags.Space ? prefix + string.Join(" " + prefix, digits) : prefix + string.Concat(digits);
    }
}
