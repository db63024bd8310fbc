using System.Globalization;
using System.Text;
using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Taking URLs apart and putting them together.</summary>
internal static class UrlFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Fixed("urlParse", (b, a) => Parse(b, a[0].Text), Text),
        Fixed("urlJoin", (b, a) => Join(b, a[0]), AnyMap),
    ];

    private static GoValue Parse(RenderBudget budget, string url)
    {
        budget.SpendText(url.Length * 4L);
        var rest = url;
        var fragment = CutAfter(ref rest, '#');
        if (url.Any(c => c is < ' ' or (char)0x7F)) throw Invalid(url, "invalid control character in URL");
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var scheme = "";
        if (colon >= 0 && rest.AsSpan(0, colon).IndexOfAny("/?#") < 0)
        {
            if (colon == 0) throw Invalid(url, "missing protocol scheme");
            if (char.IsAsciiLetter(rest[0]) && rest[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
            {
                scheme = rest[..colon].ToLowerInvariant();
                rest = rest[(colon + 1)..];
            }
            else
            {
                throw Invalid(url, "first path segment in URL cannot contain colon");
            }
        }

        var query = CutAfter(ref rest, '?');
        var (opaque, userInfo, host) = ("", "", "");
        if (scheme.Length > 0 && !rest.StartsWith('/')) (opaque, rest) = (rest, "");
        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            var at = authority.LastIndexOf('@');
            if (at >= 0) userInfo = authority[..at];
            host = authority[(at + 1)..];
            var port = host.LastIndexOf(':');
            if (port > host.LastIndexOf(']') && host.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') >= 0)
                throw Invalid(url, $"invalid port {GoQuote.Quote(host[port..])} after host");
            if (host.Contains(' ', StringComparison.Ordinal)) throw Invalid(url, "invalid character \" \" in host name");
        }

        var map = new GoMap();
        void Add(string key, string value) => map.Set(key, GoValue.Of(value));
        Add("scheme", scheme);
        Add("host", Unescape(url, host));
        Add("hostname", HostName(Unescape(url, host)));
        Add("path", Unescape(url, rest));
        Add("query", query);
        Add("opaque", opaque);
        Add("fragment", Unescape(url, fragment));
        Add("userinfo", userInfo);
        return GoValue.Dict(map);
    }

    private static GoValue Join(RenderBudget budget, GoValue dict)
    {
        string Get(string key)
        {
            if (dict.Map is not { } map || !map.TryGet(key, out var value)) return "";
            return value.Kind == GoKind.Text ? value.Text
                : throw new FunctionError($"unable to parse {key} key, must be of type string, but {value.TypeName} found");
        }

        var text = new StringBuilder();
        var (scheme, opaque, host, path, userInfo) = (Get("scheme"), Get("opaque"), Get("host"), Get("path"), Get("userinfo"));
        if (scheme.Length > 0) text.Append(scheme).Append(':');
        if (opaque.Length > 0)
        {
            text.Append(opaque);
        }
        else
        {
            if (scheme.Length > 0 || host.Length > 0 || userInfo.Length > 0)
            {
                if (host.Length > 0 || path.Length > 0 || userInfo.Length > 0) text.Append("//");
                if (userInfo.Length > 0) text.Append(userInfo).Append('@');
                text.Append(host);
            }

            var escaped = Escape(path, "$&+,/:;=@");
            if (escaped.Length > 0 && escaped[0] != '/' && host.Length > 0) text.Append('/');
            if (text.Length == 0 && escaped.Split('/')[0].Contains(':', StringComparison.Ordinal)) text.Append("./");
            text.Append(escaped);
        }

        if (Get("query") is { Length: > 0 } query) text.Append('?').Append(query);
        if (Get("fragment") is { Length: > 0 } fragment) text.Append('#').Append(Escape(fragment, "$&+,/:;=?@!()*"));
        budget.SpendText(text.Length);
        return GoValue.Of(text.ToString());
    }

    private static string Escape(string bytes, string keep)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var c in bytes)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' || keep.Contains(c, StringComparison.Ordinal)) text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
        }

        return text.ToString();
    }

    private static string Unescape(string url, string bytes)
    {
        if (!bytes.Contains('%', StringComparison.Ordinal)) return bytes;
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
            {
                text.Append(bytes[i]);
                continue;
            }

            if (i + 2 >= bytes.Length || !char.IsAsciiHexDigit(bytes[i + 1]) || !char.IsAsciiHexDigit(bytes[i + 2]))
                throw Invalid(url, $"invalid URL escape {GoQuote.Quote(bytes.Substring(i, Math.Min(3, bytes.Length - i)))}");
            text.Append((char)Convert.ToInt32(bytes.Substring(i + 1, 2), 16));
            i += 2;
        }

        return text.ToString();
    }

    private static string HostName(string host)
    {
        var port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']') && host.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') < 0) host = host[..port];
        return host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
    }

    private static string CutAfter(ref string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0) return "";
        var after = text[(at + 1)..];
        text = text[..at];
        return after;
    }

    private static FunctionError Invalid(string url, string problem) => new($"unable to parse url: parse {GoQuote.Quote(url)}: {problem}");
}
