using System.Buffers.Text;
using System.Text;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Base64.</summary>
internal static class EncoderFunctions
{
    private static readonly CelError Invalid = new("illegal base64 data");

    public static void Declare(Declarations table)
    {
        table.Add("base64.encode", "(bytes) string", (args, budget) =>
        {
            var bytes = ((CelBytes)args[0]).Value;
            budget.SpendText(bytes.Length);
            return new CelString(Convert.ToBase64String(bytes));
        });
        table.Add("base64.decode", "(string) bytes", (args, budget) => Decode(((CelString)args[0]).Value, budget));
    }

    // With or without padding; line ends are passed over, other space is not.
    private static CelValue Decode(string text, CelBudget budget)
    {
        budget.SpendText(text.Length);
        var body = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var isPadded = body.Contains('=', StringComparison.Ordinal);
        if (!isPadded) body = body.PadRight((body.Length + 3) / 4 * 4, '=');
        if (body.AsSpan().ContainsAny(' ', '\t') || body.Length % 4 != 0 || !Base64.IsValid(body)) return Invalid;
        var bytes = new byte[Encoding.ASCII.GetByteCount(body)];
        return Convert.TryFromBase64String(body, bytes, out var length) ? new CelBytes(bytes[..length]) : Invalid;
    }
}
