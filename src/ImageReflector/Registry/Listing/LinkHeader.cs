using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Finds the next page in <c>Link</c> headers.</summary>
/// <remarks>
/// Source: RFC 8288, and what registries send instead: no brackets, no relation, single quotes, blanks and letters that no URL may hold, a
/// cursor in the path. Of a link only the query is used, except for a path below the list's own on the same origin: registries behind
/// proxies
/// name wrong schemes, hosts and paths, and a link must not be able to send us elsewhere. A link that is not clearly something else and
/// cannot be used is no end of the list: a page would be missing without a word.
/// </remarks>
internal static class LinkHeader
{
    /// <summary>What a URL cannot hold as it is; percent signs stand for themselves.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Finds the first link to the next page.</summary>
    /// <param name="headerValues">All values of the header.</param>
    /// <param name="current">The page that the header came with.</param>
    /// <param name="list">The list's own URL; its path is the one that is asked.</param>
    /// <param name="next">The next page; null when there is none.</param>
    /// <returns>False when the next page cannot be asked for.</returns>
    public static bool TryFindNext(IEnumerable<string> headerValues, Uri current, Uri list, out Uri? next)
    {
        next = null;
        foreach (var value in headerValues)
        {
            var at = 0;
            while (SkipBlanks(value, ref at))
            {
                var target = ReadTarget(value, ref at);
                if (!ReadParameters(value, at, out at)) continue;
                next = Resolve(target.Trim(), current, list);
                return next is not null;
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

    // Without brackets a comma may be part of the URL, and nothing says where the next link would begin.
    private static string ReadTarget(string value, ref int at)
    {
        var bracket = value[at] == '<';
        var start = bracket ? at + 1 : at;
        var end = bracket ? value.IndexOf('>', start) : value.IndexOf(';', start);
        if (end < 0) end = value.Length;
        at = bracket ? Math.Min(end + 1, value.Length) : end;
        return value[start..end];
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

    private static Uri? Resolve(string target, Uri current, Uri list)
    {
        if (target.IndexOf('#') is var fragment and >= 0) target = target[..fragment];
        var mark = target.IndexOf('?');
        var query = mark < 0 ? "" : target[(mark + 1)..];
        var path = mark < 0 ? target : target[..mark];
        if (path.Length > 0 && Uri.TryCreate(current, Escape(path), out var whole) && IsSameOrigin(whole, list)
            && whole.AbsolutePath.StartsWith(list.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal))
            return Made(whole.GetLeftPart(UriPartial.Path) + (query.Length > 0 ? "?" + Escape(query) : ""));
        return query.Length == 0 ? null : Made($"{list.GetLeftPart(UriPartial.Path)}?{Escape(query)}");
    }

    private static Uri? Made(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;

    private static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    // Headers are read byte by byte, so a letter beyond ASCII is one byte of its UTF-8 form; beyond that range it is a letter.
    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        var isBytes = !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && Plain.Contains((char)rune.Value))
            {
                escaped.Append((char)rune.Value);
                continue;
            }

            var length = 1;
            if (isBytes) bytes[0] = (byte)rune.Value;
            else length = rune.EncodeToUtf8(bytes);
            foreach (var one in bytes[..length]) escaped.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
