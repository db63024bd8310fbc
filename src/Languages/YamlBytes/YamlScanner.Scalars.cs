namespace ImageAutomation.Languages.YamlBytes;

/// <content>Scalars, anchors and tags: where they begin and end. Values are decoded only when asked for.</content>
internal sealed partial class YamlScanner
{
    private bool FetchAnchor(YamlTokenKind kind)
    {
        if (!SaveKey()) return false;
        simpleKeyAllowed = false;
        var (start, startLine) = (position, line);
        Skip();
        while (YamlCharacters.IsWord(Current))
        {
            Skip();
        }

        if (position == start + 1 || !(IsBlankOrEnd(0) || "?:,]}%@`"u8.Contains(Current)))
        {
            Fail("did not find expected alphabetic or numeric character", start);
            return false;
        }

        Add(kind, start, startLine);
        return true;
    }

    private bool FetchTag()
    {
        if (!SaveKey()) return false;
        simpleKeyAllowed = false;
        var (start, startLine) = (position, line);
        var verbatim = At(1) == '<';
        Skip(verbatim ? 2 : 1);
        while (IsTagCharacter(Current, verbatim))
        {
            Skip();
        }

        if (verbatim)
        {
            if (Current != '>')
            {
                Fail("did not find the expected '>'", start);
                return false;
            }

            Skip();
        }

        if (!IsBlankOrEnd(0))
        {
            Fail("did not find expected whitespace or line break", start);
            return false;
        }

        var handle = data.AsSpan(start, position - start);
        var second = handle[1..].IndexOf((byte)'!');
        if (!verbatim && second > 0)
        {
            // Only "!" and "!!" are defined without a directive, and documents with directives are refused.
            Fail("found undefined tag handle", start);
            return false;
        }

        Add(YamlTokenKind.Tag, start, startLine);
        return true;
    }

    private static bool IsTagCharacter(byte value, bool verbatim) =>
        YamlCharacters.IsWord(value) || ";/?:@&=+$.!~*'()%"u8.Contains(value) || (verbatim && ",[]"u8.Contains(value));

    private bool FetchQuoted(ScalarStyle style)
    {
        if (!SaveKey()) return false;
        simpleKeyAllowed = false;
        var (start, startLine) = (position, line);
        var quote = Current;
        Skip();
        while (true)
        {
            if (IsAtDocumentIndicator())
            {
                Fail("found unexpected document indicator", start);
                return false;
            }

            if (position >= end)
            {
                Fail("found unexpected end of stream", start);
                return false;
            }

            while (!IsBlankOrEnd(0) && Current != quote)
            {
                if (Current == '\\' && style == ScalarStyle.DoubleQuoted)
                {
                    if (!SkipEscape(start)) return false;
                    if (column == 0) break;
                }
                else
                {
                    Skip();
                    SkipRun(QuotedStops);
                }
            }

            if (Current == quote && position < end)
            {
                Skip();
                if (style == ScalarStyle.DoubleQuoted || Current != quote) break;
                Skip();
                continue;
            }

            while (position < end && YamlCharacters.IsBlank(Current))
            {
                Skip();
            }

            if (BreakAt(0) > 0) SkipBreak();
        }

        Add(YamlTokenKind.Scalar, start, startLine, style);
        return true;
    }

    private bool SkipEscape(int scalar)
    {
        if (BreakAt(1) > 0)
        {
            Skip();
            SkipBreak();
            return true;
        }

        var digits = At(1) switch
        {
            (byte)'x' => 2,
            (byte)'u' => 4,
            (byte)'U' => 8,
            _ => 0,
        };
        if (digits == 0 && !"0abt\tnvfre \"'\\N_LP/"u8.Contains(At(1)))
        {
            Fail("found unknown escape character", scalar);
            return false;
        }

        Skip(2);
        var code = 0L;
        for (var i = 0; i < digits; i++)
        {
            if (!YamlCharacters.IsHex(Current))
            {
                Fail("did not find expected hexdecimal number", scalar);
                return false;
            }

            code = (code << 4) + Convert.ToInt32(((char)Current).ToString(), 16);
            Skip();
        }

        if (code is >= 0xD800 and <= 0xDFFF or > 0x10FFFF)
        {
            Fail("found invalid Unicode character escape code", scalar);
            return false;
        }

        return true;
    }

    private bool FetchPlain()
    {
        if (!SaveKey()) return false;
        simpleKeyAllowed = false;
        var (start, startLine) = (position, line);
        var contentEnd = position;
        var contentIndent = indent + 1;
        var onNewLine = false;
        while (!IsAtDocumentIndicator() && Current != '#')
        {
            var before = position;
            while (true)
            {
                SkipRun(PlainStops);
                if (IsBlankOrEnd(0) || EndsPlain()) break;
                Skip();
            }

            if (position > before)
            {
                contentEnd = position;
                onNewLine = false;
            }

            if (position >= end || !IsBlankOrEnd(0)) break;
            while (position < end && IsBlankOrEnd(0))
            {
                if (BreakAt(0) > 0)
                {
                    SkipBreak();
                    onNewLine = true;
                }
                else if (onNewLine && column < contentIndent && Current == '\t')
                {
                    Fail("found a tab character that violates indentation", start);
                    return false;
                }
                else
                {
                    Skip();
                }
            }

            if (flowLevel == 0 && column < contentIndent) break;
        }

        Add(YamlTokenKind.Scalar, start, startLine, ScalarStyle.Plain, contentEnd);
        if (onNewLine) simpleKeyAllowed = true;
        return true;
    }

    private bool EndsPlain() => Current switch
    {
        (byte)':' => IsBlankOrEnd(1),
        (byte)',' or (byte)'?' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' => flowLevel > 0,
        _ => false,
    };
}
