using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>What the bodies of forges have in common.</summary>
internal static class ForgeNews
{
    /// <summary>References that moved. Without an address or a reference it tells nothing.</summary>
    public static HookNews Pushed(string sender, IEnumerable<string?> urls, IEnumerable<GitRefNews?> refs)
    {
        var news = new GitNews { Urls = Distinct(urls), Refs = [.. refs.OfType<GitRefNews>()] };
        return new HookNews { Sender = sender, Pushes = news is { Urls.Count: > 0, Refs.Count: > 0 } ? [news] : [] };
    }

    /// <summary>A pull or merge request that was closed or merged; of no concern otherwise.</summary>
    public static HookNews Request(string sender, IEnumerable<string?> urls, bool isClosed)
    {
        if (!isClosed) return NewsDraft.NoConcern(sender);
        var news = new GitNews { Urls = Distinct(urls), IsRequestClosed = true };
        return new HookNews { Sender = sender, Pushes = news.Urls.Count > 0 ? [news] : [] };
    }

    /// <summary>A reference by its full name; null when there is none.</summary>
    public static GitRefNews? Ref(string? name, string? commit) => name is null ? null : new GitRefNews(name, Commit(commit));

    /// <summary>The <c>href</c> of each item of an array of links.</summary>
    public static IEnumerable<string?> Links(JsonElement element, string name) => element.Items(name).Select(link => link.Text("href"));

    private static List<string> Distinct(IEnumerable<string?> urls) => [.. urls.OfType<string>().Distinct(StringComparer.Ordinal)];

    // Zeros stand for no commit.
    private static string? Commit(string? text) =>
        text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigit) && text.AsSpan().ContainsAnyExcept('0')
            ? text.ToLowerInvariant() : null;
}
