using System.Globalization;
using System.Numerics;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>A decimal number of any size: <c>Coefficient × 10^Exponent</c>.</summary>
internal readonly record struct ExactDecimal(BigInteger Coefficient, int Exponent)
{
    private const int DivisionDigits = 16;

    /// <summary>The shortest decimal that reads back as the number.</summary>
    public static ExactDecimal Of(double value)
    {
        if (!double.IsFinite(value)) throw new FunctionError($"Cannot create a Decimal from {GoFloat.Format(value, 'g', -1)}");
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= mantissa.Length - 1 - point;
        return new ExactDecimal(
            BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent);
    }

    public static ExactDecimal Add(ExactDecimal a, ExactDecimal b)
    {
        var exponent = Math.Min(a.Exponent, b.Exponent);
        return new ExactDecimal(a.At(exponent) + b.At(exponent), exponent);
    }

    public static ExactDecimal Subtract(ExactDecimal a, ExactDecimal b) => Add(a, b with { Coefficient = -b.Coefficient });

    public static ExactDecimal Multiply(ExactDecimal a, ExactDecimal b) =>
        new ExactDecimal(a.Coefficient * b.Coefficient, a.Exponent + b.Exponent).Bounded();

    /// <summary>Divides to 16 digits after the point, rounded half away from zero.</summary>
    public static ExactDecimal Divide(ExactDecimal a, ExactDecimal b)
    {
        if (b.Coefficient.IsZero) throw new FunctionError("decimal division by 0");
        var shift = a.Exponent - b.Exponent + DivisionDigits;
        var (numerator, denominator) = (a.Coefficient, b.Coefficient);
        if (shift >= 0) numerator *= BigInteger.Pow(10, shift);
        else denominator *= BigInteger.Pow(10, -shift);
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        if ((BigInteger.Abs(remainder) << 1) >= BigInteger.Abs(denominator)) quotient += numerator.Sign * denominator.Sign;
        return new ExactDecimal(quotient, -DivisionDigits);
    }

    public double ToDouble() => double.Parse(
        Coefficient.ToString(CultureInfo.InvariantCulture) + "E"
            + Exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private BigInteger At(int exponent) => Coefficient * BigInteger.Pow(10, Exponent - exponent);

    // A long chain of products must not grow without end.
    private ExactDecimal Bounded() => Coefficient.GetBitLength() > 100_000 ? throw new FunctionError("decimal is too long") : this;
}
