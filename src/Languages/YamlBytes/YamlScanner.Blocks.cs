namespace ImageAutomation.Languages.YamlBytes;

/// <content>Literal and folded blocks.</content>
internal sealed partial class YamlScanner
{
    private bool FetchBlockScalar(ScalarStyle style)
    {
        if (!RemoveKey()) return false;
        simpleKeyAllowed = true;
        var (start, startLine) = (position, line);
        Skip();
        var increment = 0;
        for (var i = 0; i < 2; i++)
        {
            if (Current is (byte)'+' or (byte)'-' && (i == 0 || increment > 0))
            {
                Skip();
            }
            else if (char.IsAsciiDigit((char)Current) && increment == 0)
            {
                increment = Current - '0';
                if (increment == 0)
                {
                    Fail("found an indentation indicator equal to 0", start);
                    return false;
                }

                Skip();
            }
        }

        while (YamlCharacters.IsBlank(Current))
        {
            Skip();
        }

        if (Current == '#')
        {
            var comment = position;
            SkipToBreak();
            comments.Enqueue(new YamlComment(start, IsHead: false, comment, position, Lines: 1));
        }

        if (!IsBreakOrEnd(0))
        {
            Fail("did not find expected comment or line break", start);
            return false;
        }

        var contentEnd = position;
        if (position < end) SkipBreak();
        var contentIndent = increment == 0 ? 0 : Math.Max(indent, 0) + increment;
        if (!SkipBlockBreaks(ref contentIndent, start)) return false;
        while (position < end && column == contentIndent)
        {
            SkipToBreak();
            contentEnd = position;
            if (position < end) SkipBreak();
            if (!SkipBlockBreaks(ref contentIndent, start)) return false;
        }

        Add(YamlTokenKind.Scalar, start, startLine, style, contentEnd, contentIndent);
        return true;
    }

    /// <summary>Skips indentation and empty lines of a block scalar, and finds its indentation when that is not yet known.</summary>
    private bool SkipBlockBreaks(ref int contentIndent, int scalar)
    {
        var deepest = 0;
        while (true)
        {
            while ((contentIndent == 0 || column < contentIndent) && Current == ' ')
            {
                Skip();
            }

            deepest = Math.Max(deepest, column);
            if ((contentIndent == 0 || column < contentIndent) && Current == '\t')
            {
                Fail("found a tab character where an indentation space is expected", scalar);
                return false;
            }

            if (position >= end || BreakAt(0) == 0) break;
            SkipBreak();
        }

        if (contentIndent == 0) contentIndent = Math.Max(Math.Max(deepest, indent + 1), 1);
        return true;
    }
}
