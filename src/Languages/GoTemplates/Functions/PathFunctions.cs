using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Paths with slashes. The <c>os</c> forms are the same: the reference runs on Linux.</summary>
internal static class PathFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        .. WithOs("base", p => GoValue.Of(Base(p))),
        .. WithOs("dir", p => GoValue.Of(Clean(p[..(p.LastIndexOf('/') + 1)]))),
        .. WithOs("clean", p => GoValue.Of(Clean(p))),
        .. WithOs("ext", p => GoValue.Of(Extension(p))),
        .. WithOs("isAbs", p => GoValue.Of(p.StartsWith('/'))),
    ];

    private static IEnumerable<GoFunction> WithOs(string name, Func<string, GoValue> map)
    {
        var function = Fixed(
            name,
            (b, a) =>
            {
                b.SpendText(a[0].Text.Length);
                return map(a[0].Text);
            },
            Text);
        return [function, function.As("os" + char.ToUpperInvariant(name[0]) + name[1..])];
    }

    private static string Base(string path)
    {
        if (path.Length == 0) return ".";
        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Extension(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') ? path[dot..] : "";
    }

    private static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0 || part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (!rooted) parts.Add(part);
        }

        var joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }
}
