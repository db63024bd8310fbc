namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Finds the next page in <c>Link</c> headers.</summary>
/// <remarks>
/// Source: RFC 8288. Only the query of the target is used: registries behind proxies name wrong schemes, hosts and paths,
/// and a link must not be able to send us elsewhere.
/// </remarks>
internal static class LinkHeader
{
    private const int MaxQueryLength = 8192;

    /// <summary>The query of the first link with <c>rel=next</c>, without the question mark; null when there is none.</summary>
    public static string? FindNextQuery(IEnumerable<string> headerValues)
    {
        foreach (var value in headerValues)
        {
            var at = 0;
            while (at < value.Length)
            {
                var open = value.IndexOf('<', at);
                var close = open < 0 ? -1 : value.IndexOf('>', open);
                if (close < 0) break;
                var isNext = ReadParameters(value, close + 1, out at);
                if (isNext && QueryOf(value.AsSpan(open + 1, close - open - 1)) is { } query) return query;
            }
        }

        return null;
    }

    /// <summary>Reads the parameters behind a target up to the comma that ends the link.</summary>
    private static bool ReadParameters(string text, int start, out int end)
    {
        var isNext = false;
        var sawRel = false;
        var at = start;
        while (at < text.Length && text[at] != ',')
        {
            if (text[at] is ';' or ' ' or '\t')
            {
                at++;
                continue;
            }

            var nameStart = at;
            while (at < text.Length && text[at] is not ('=' or ';' or ',')) at++;
            var name = text.AsSpan(nameStart, at - nameStart).Trim();
            var value = "";
            if (at < text.Length && text[at] == '=')
            {
                at++;
                while (at < text.Length && text[at] is ' ' or '\t') at++;
                value = ReadValue(text, ref at);
            }

            // Only the first rel counts (RFC 8288, 3.3); it may name several relations.
            if (sawRel || !name.Equals("rel", StringComparison.OrdinalIgnoreCase)) continue;
            sawRel = true;
            isNext = value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains("next", StringComparer.OrdinalIgnoreCase);
        }

        end = at < text.Length ? at + 1 : at;
        return isNext;
    }

    private static string ReadValue(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            var close = text.IndexOf('"', at + 1);
            if (close < 0) close = text.Length;
            var quoted = text[(at + 1)..close];
            at = Math.Min(close + 1, text.Length);
            return quoted;
        }

        var start = at;
        while (at < text.Length && text[at] is not (';' or ',')) at++;
        return text[start..at].Trim();
    }

    private static string? QueryOf(ReadOnlySpan<char> target)
    {
        if (target.IndexOf('#') is var fragment and >= 0) target = target[..fragment];
        var mark = target.IndexOf('?');
        if (mark < 0) return null;
        var query = target[(mark + 1)..];
        if (query.IsEmpty || query.Length > MaxQueryLength) return null;
        // Opaque, but nothing that could end the request line.
        return query.ContainsAnyExceptInRange('!', '~') ? null : query.ToString();
    }
}
