namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>Go's rule for underscores in numbers: between digits, where a base prefix counts as a digit.</summary>
internal static class Underscores
{
    /// <param name="body">The number without its sign.</param>
    public static bool ArePlacedRight(ReadOnlySpan<char> body)
    {
        var isPrefixed = body.Length >= 2 && body[0] == '0' && char.ToLowerInvariant(body[1]) is 'b' or 'o' or 'x';
        var isHex = isPrefixed && body[1] is 'x' or 'X';
        var isAfterDigit = isPrefixed;
        var isAfterUnderscore = false;
        foreach (var c in isPrefixed ? body[2..] : body)
        {
            var isDigit = char.IsAsciiDigit(c) || (isHex && char.IsAsciiHexDigit(c));
            if (c == '_' && !isAfterDigit) return false;
            if (c != '_' && !isDigit && isAfterUnderscore) return false;
            isAfterUnderscore = c == '_';
            isAfterDigit = isDigit;
        }

        return !isAfterUnderscore;
    }
}
