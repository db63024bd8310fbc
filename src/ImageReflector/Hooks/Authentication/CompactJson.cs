namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>JSON without the white space that means nothing.</summary>
internal static class CompactJson
{
    /// <summary>The same bytes without white space outside strings. What is not JSON stays something that is not.</summary>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var length = 0;
        var isInString = false;
        for (var at = 0; at < json.Length; at++)
        {
            var character = json[at];
            if (!isInString && character is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') continue;
            compact[length++] = character;
            if (character == '"') isInString = !isInString;
            else if (isInString && character == '\\' && at + 1 < json.Length) compact[length++] = json[++at];
        }

        return compact[..length];
    }
}
