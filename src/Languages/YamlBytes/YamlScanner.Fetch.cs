namespace ImageAutomation.Languages.YamlBytes;

/// <content>Which token comes next.</content>
internal sealed partial class YamlScanner
{
    private void Fetch()
    {
        ScanToNextToken();
        if (Problem is not null) return;
        Unindent(column);

        var commentFor = position;
        if (tokens.Count > 0 && (flowLevel == 0 ? Current == ':' : Current == ','))
        {
            // "key: # text" is about the key, "item, # text" about the item.
            commentFor = lastToken.Start;
        }

        if (!FetchToken()) return;

        // Behind a lone dash it is the head comment of what follows.
        if (lastToken.Kind != YamlTokenKind.BlockEntry) ScanLineComment(commentFor);
    }

    private bool FetchToken()
    {
        if (position >= end) return FetchStreamEnd();
        var first = Current;
        if (column == 0 && first == '%') return FetchDirective();
        if (IsAtDocumentIndicator()) return FetchDocumentIndicator(first == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
        switch (first)
        {
            case (byte)'[':
                return FetchFlowStart(YamlTokenKind.FlowSequenceStart);
            case (byte)'{':
                return FetchFlowStart(YamlTokenKind.FlowMappingStart);
            case (byte)']':
                return FetchFlowEnd(YamlTokenKind.FlowSequenceEnd);
            case (byte)'}':
                return FetchFlowEnd(YamlTokenKind.FlowMappingEnd);
            case (byte)',':
                return FetchFlowEntry();
            case (byte)'-' when IsBlankOrEnd(1):
                return FetchBlockEntry();
            case (byte)'?' when flowLevel > 0 || IsBlankOrEnd(1):
                return FetchKey();
            case (byte)':' when flowLevel > 0 || IsBlankOrEnd(1):
                return FetchValue();
            case (byte)'*':
                return FetchAnchor(YamlTokenKind.Alias);
            case (byte)'&':
                return FetchAnchor(YamlTokenKind.Anchor);
            case (byte)'!':
                return FetchTag();
            case (byte)'|' when flowLevel == 0:
                return FetchBlockScalar(ScalarStyle.Literal);
            case (byte)'>' when flowLevel == 0:
                return FetchBlockScalar(ScalarStyle.Folded);
            case (byte)'\'':
                return FetchQuoted(ScalarStyle.SingleQuoted);
            case (byte)'"':
                return FetchQuoted(ScalarStyle.DoubleQuoted);
            case (byte)'-':
            case (byte)'?' when flowLevel == 0:
            case (byte)':' when flowLevel == 0:
                return FetchPlain();
            case (byte)'?' or (byte)':' or (byte)'#' or (byte)'|' or (byte)'>' or (byte)'%' or (byte)'@' or (byte)'`' or (byte)'\t':
                Fail("found character that cannot start any token");
                return false;
            default:
                return FetchPlain();
        }
    }

    private bool FetchStreamEnd()
    {
        if (column != 0)
        {
            column = 0;
            line++;
        }

        Unindent(-1);
        if (!RemoveKey()) return false;
        simpleKeyAllowed = false;
        Add(YamlTokenKind.StreamEnd, position, line);
        return true;
    }

    private bool FetchDirective()
    {
        Unindent(-1);
        if (!RemoveKey()) return false;
        simpleKeyAllowed = false;
        var start = position;
        while (!IsBreakOrEnd(0))
        {
            Skip();
        }

        Add(YamlTokenKind.Directive, start, line);
        return true;
    }

    private bool FetchDocumentIndicator(YamlTokenKind kind)
    {
        Unindent(-1);
        if (!RemoveKey()) return false;
        simpleKeyAllowed = false;
        var start = position;
        Skip(3);
        Add(kind, start, line);
        return true;
    }

    private bool FetchFlowStart(YamlTokenKind kind)
    {
        if (!SaveKey() || !EnterFlow()) return false;
        simpleKeyAllowed = true;
        return AddOne(kind);
    }

    private bool FetchFlowEnd(YamlTokenKind kind)
    {
        if (!RemoveKey()) return false;
        LeaveFlow();
        simpleKeyAllowed = false;
        return AddOne(kind);
    }

    private bool FetchFlowEntry()
    {
        if (!RemoveKey()) return false;
        simpleKeyAllowed = true;
        return AddOne(YamlTokenKind.FlowEntry);
    }

    private bool FetchBlockEntry()
    {
        if (flowLevel == 0)
        {
            if (!simpleKeyAllowed)
            {
                Fail("block sequence entries are not allowed in this context");
                return false;
            }

            if (!Indent(column, -1, YamlTokenKind.BlockSequenceStart, position, line)) return false;
        }

        if (!RemoveKey()) return false;
        simpleKeyAllowed = true;
        return AddOne(YamlTokenKind.BlockEntry);
    }

    private bool FetchKey()
    {
        if (flowLevel == 0)
        {
            if (!simpleKeyAllowed)
            {
                Fail("mapping keys are not allowed in this context");
                return false;
            }

            if (!Indent(column, -1, YamlTokenKind.BlockMappingStart, position, line)) return false;
        }

        if (!RemoveKey()) return false;
        simpleKeyAllowed = flowLevel == 0;
        return AddOne(YamlTokenKind.Key);
    }

    private bool FetchValue()
    {
        var level = simpleKeys.Count - 1;
        var key = simpleKeys[level];
        if (IsValidKey(level))
        {
            var place = head + key.Token - taken;
            tokens.Insert(place, new YamlToken(YamlTokenKind.Key, key.Position, key.Position, key.Line));
            if (!Indent(key.Column, key.Token, YamlTokenKind.BlockMappingStart, key.Position, key.Line)) return false;
            Forget(level);
            simpleKeyAllowed = false;
        }
        else
        {
            if (Problem is not null) return false;
            if (flowLevel == 0)
            {
                if (!simpleKeyAllowed)
                {
                    Fail("mapping values are not allowed in this context");
                    return false;
                }

                if (!Indent(column, -1, YamlTokenKind.BlockMappingStart, position, line)) return false;
            }

            simpleKeyAllowed = flowLevel == 0;
        }

        return AddOne(YamlTokenKind.Value);
    }

    private bool AddOne(YamlTokenKind kind)
    {
        var (start, startLine) = (position, line);
        Skip();
        Add(kind, start, startLine);
        return true;
    }
}
