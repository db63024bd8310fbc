namespace ImageAutomation.Languages.YamlBytes;

/// <content>Keys without <c>?</c>, which show only at their colon, and indentation.</content>
internal sealed partial class YamlScanner
{
    private bool IsValidKey(int level)
    {
        var key = simpleKeys[level];
        if (!key.Possible) return false;
        if (key.Line == line && !IsTooLong(key.Position)) return true;
        if (key.Required)
        {
            Fail("could not find expected ':'", key.Position);
            return false;
        }

        Forget(level);
        return false;
    }

    /// <summary>Whether more characters than a key may have lie between a place and the current one.</summary>
    private bool IsTooLong(int from)
    {
        var bytes = position - from;
        if (bytes <= MaxSimpleKeyCharacters) return false;
        if (bytes > 4 * MaxSimpleKeyCharacters) return true;
        var characters = 0;
        foreach (var value in data.AsSpan(from, bytes))
        {
            if ((value & 0xC0) != 0x80) characters++;
        }

        return characters > MaxSimpleKeyCharacters;
    }

    private bool SaveKey()
    {
        if (!simpleKeyAllowed) return true;
        if (!RemoveKey()) return false;
        var token = taken + (tokens.Count - head);
        simpleKeys[^1] = new SimpleKey(true, flowLevel == 0 && indent == column, token, position, line, column);
        levelByToken[token] = simpleKeys.Count - 1;
        return true;
    }

    private bool RemoveKey()
    {
        var key = simpleKeys[^1];
        if (!key.Possible) return true;
        if (key.Required)
        {
            Fail("could not find expected ':'", key.Position);
            return false;
        }

        Forget(simpleKeys.Count - 1);
        return true;
    }

    private void Forget(int level)
    {
        levelByToken.Remove(simpleKeys[level].Token);
        simpleKeys[level] = default;
    }

    private bool EnterFlow()
    {
        simpleKeys.Add(default);
        flowLevel++;
        if (flowLevel <= MaxDepth) return true;
        Fail("exceeded max depth of 10000");
        return false;
    }

    private void LeaveFlow()
    {
        if (flowLevel == 0) return;
        flowLevel--;
        if (simpleKeys[^1].Possible) Forget(simpleKeys.Count - 1);
        simpleKeys.RemoveAt(simpleKeys.Count - 1);
    }

    /// <summary>Opens a block collection when the column lies deeper than the current one.</summary>
    /// <param name="toColumn">Column of the first entry.</param>
    /// <param name="before">Number of the token it goes before; -1: at the end.</param>
    /// <param name="kind">What opens.</param>
    /// <param name="at">Where.</param>
    /// <param name="atLine">On which line.</param>
    private bool Indent(int toColumn, int before, YamlTokenKind kind, int at, int atLine)
    {
        if (flowLevel > 0 || indent >= toColumn) return true;
        indents.Add(indent);
        indent = toColumn;
        if (indents.Count > MaxDepth)
        {
            Fail("exceeded max depth of 10000");
            return false;
        }

        var token = new YamlToken(kind, at, at, atLine);
        if (before < 0)
        {
            tokens.Add(token);
            lastToken = token;
        }
        else
        {
            tokens.Insert(head + before - taken, token);
        }

        return true;
    }

    private void Unindent(int toColumn)
    {
        if (flowLevel > 0) return;
        while (indent > toColumn)
        {
            Add(YamlTokenKind.BlockEnd, position, line);
            indent = indents[^1];
            indents.RemoveAt(indents.Count - 1);
        }
    }
}
