namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Finds the next page in <c>Link</c> headers.</summary>
/// <remarks>
/// Source: RFC 8288, and what registries send instead: no relation, single quotes. Only the query of the target is used: registries behind
/// proxies name wrong schemes, hosts and paths, and a link must not be able to send us elsewhere. A header that promises something and
/// cannot be read is no end of the list: a page would be missing without a word.
/// </remarks>
internal static class LinkHeader
{
    private const int MaxQueryLength = 8192;

    /// <summary>Finds the query of the first link to the next page, without the question mark.</summary>
    /// <param name="headerValues">All values of the header.</param>
    /// <param name="query">The query; null when there is no next page.</param>
    /// <returns>False when a value cannot be read, or the next page cannot be asked for.</returns>
    public static bool TryFindNext(IEnumerable<string> headerValues, out string? query)
    {
        query = null;
        foreach (var value in headerValues)
        {
            var at = 0;
            while (SkipBlanks(value, ref at))
            {
                var close = value[at] == '<' ? value.IndexOf('>', at) : -1;
                if (close < 0) return false;
                var target = value.AsSpan(at + 1, close - at - 1);
                if (!ReadParameters(value, close + 1, out at)) continue;
                query = QueryOf(target);
                return query is not null;
            }
        }

        return true;
    }

    // Moves to the next link; false when there is none.
    private static bool SkipBlanks(string value, ref int at)
    {
        while (at < value.Length && value[at] is ' ' or '\t' or ',') at++;
        return at < value.Length;
    }

    /// <summary>Reads the parameters behind a target up to the comma that ends the link; tells whether it is the next page's.</summary>
    private static bool ReadParameters(string text, int start, out int end)
    {
        var isNext = true; // a link without relation: nothing else is meant in a listing
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
        if (at < text.Length && text[at] is var quote and ('"' or '\''))
        {
            var close = text.IndexOf(quote, at + 1);
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
