using System.Text;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Splicing;

/// <summary>Sets the value of a literal or folded block.</summary>
/// <remarks>
/// The block stays a block, with its indentation and the comment on its header; it gets the indicator that strips the final line break,
/// because the value has none. A value that is not one line is quoted instead.
/// </remarks>
internal static class BlockScalar
{
    public static IEnumerable<Splice> Set(byte[] data, Target target, string value)
    {
        var end = target.Start + target.Length;
        var header = target.Start + 1;
        while (header < data.Length && data[header] is (byte)'+' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            header++;
        }

        var content = header;
        while (content < end && YamlCharacters.BreakLength(data, content) == 0)
        {
            content++;
        }

        var isLine = value.Length > 0 && value[0] is not (' ' or '\t') && value.All(PlainText.IsPrintable);
        if (!isLine)
        {
            yield return new Splice(target.Start, header - target.Start, Encoding.UTF8.GetBytes(ScalarText.DoubleQuoted(value)));
            yield return new Splice(content, end - content, []);
            yield break;
        }

        var digits = data.AsSpan(target.Start + 1, header - target.Start - 1).ToArray().Where(b => char.IsAsciiDigit((char)b));
        yield return new Splice(target.Start + 1, header - target.Start - 1, [.. digits, (byte)'-']);

        var text = new string(' ', target.Indent) + value;
        if (content >= end)
        {
            yield return new Splice(end, 0, Encoding.UTF8.GetBytes(LineBreak(data, end) + text));
            yield break;
        }

        var first = content + YamlCharacters.BreakLength(data, content);
        yield return new Splice(first, end - first, Encoding.UTF8.GetBytes(text));
    }

    private static string LineBreak(byte[] data, int at) => data.AsSpan(at).StartsWith("\r\n"u8) ? "\r\n" : "\n";
}
