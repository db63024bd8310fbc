using ImageAutomation.Common.References;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Reads all pages of a tag listing, or fails as a whole.</summary>
/// <remarks>Source: OCI distribution spec, "Listing Tags", and what registries do instead.</remarks>
internal sealed class TagLister(RegistrySession session, LoginState logins, RegistryClientOptions options)
{
    private const int MaxEmptyPages = 3;
    private const int SmallPage = 100;
    private const int NoPageSize = -1;
    private const int MaxWarnings = 5;

    private readonly string purpose = $"cannot list the tags of '{session.Connection.Target}'";
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> queries = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];
    private int invalid;

    public async Task<Result<TagListing>> ListAsync(CancellationToken cancellationToken)
    {
        var size = logins.PageSize(session.Connection, options.PageSize);
        string? query = FirstQuery(size);
        var emptyPages = 0;
        var pages = 0;
        while (query is not null)
        {
            if (pages == options.MaxPages) return Fail(RegistryReasons.TagListTooLarge, $"more than {options.MaxPages} pages");
            if (!queries.Add(query)) return Fail(RegistryReasons.PartialTagList, "the registry names the same next page twice");
            var exchange = await FetchAsync(query, cancellationToken);
            if (pages == 0 && Smaller(size, exchange) is { } smaller)
            {
                size = smaller;
                query = FirstQuery(size);
                continue;
            }

            if (!exchange.IsSuccess || exchange.Body is not TagPage page)
                return RegistryFailures.From(exchange, session.Connection, session.Credential, purpose, session.Connection.Origin.Authority);
            if (pages++ == 0 && size != options.PageSize) logins.RememberPageSize(session.Connection, size);
            CollectWarnings(exchange);

            var before = seen.Count;
            var beforeInvalid = invalid;
            foreach (var tag in page.Tags) Take(tag);
            if (seen.Count > options.MaxTags) return Fail(RegistryReasons.TagListTooLarge, $"more than {options.MaxTags} tags");
            var isNew = seen.Count > before || invalid > beforeInvalid;

            if (!LinkHeader.TryFindNext(exchange.HeaderValues("Link"), out var next)) return Fail(RegistryReasons.PartialTagList, "the registry promises more tags by a Link header that cannot be read");
            if (next is not null)
            {
                emptyPages = page.Tags.Count == 0 ? emptyPages + 1 : 0;
                if (emptyPages > MaxEmptyPages) return Fail(RegistryReasons.PartialTagList, "the registry promises more tags but sends empty pages");
                if (page.Tags.Count > 0 && !isNew) return Fail(RegistryReasons.PartialTagList, "the registry promises more tags but repeats those it sent");
                query = next;
            }
            else query = Probe(page, size, isNew);
        }

        return new TagListing(Descending(), invalid, pages, warnings);
    }

    // Most registries list in ascending order. Tags are ASCII, so the ordinal order is byte order.
    private string[] Descending()
    {
        var tags = seen.ToArray();
        var isAscending = true;
        for (var i = 1; i < tags.Length && isAscending; i++) isAscending = string.CompareOrdinal(tags[i - 1], tags[i]) < 0;
        if (isAscending) Array.Reverse(tags);
        else Array.Sort(tags, static (a, b) => string.CompareOrdinal(b, a));
        return tags;
    }

    private static string FirstQuery(int size) => size == NoPageSize ? "" : $"n={size}";

    /// <summary>A full page without a link may be one of a registry that knows no links (Gitea): ask once for what follows.</summary>
    private static string? Probe(TagPage page, int size, bool isNew) =>
        size != NoPageSize && isNew && page.Tags.Count == size ? $"n={size}&last={Uri.EscapeDataString(page.Tags[^1])}" : null;

    /// <summary>The next page size to try when the registry refuses this one; null when it does not.</summary>
    private static int? Smaller(int size, Exchange exchange)
    {
        if (exchange.Failure is not null || exchange.Status is not (400 or 405) || size == NoPageSize) return null;
        var error = exchange.Error;
        var isAboutSize = error.Has("PAGINATION_NUMBER_INVALID") || error.Has("UNSUPPORTED")
            || error.Text.Contains("maxResults", StringComparison.OrdinalIgnoreCase) || error.Text.Contains("page", StringComparison.OrdinalIgnoreCase)
            || error.Text.Contains("limit", StringComparison.OrdinalIgnoreCase);
        return !isAboutSize ? null : size > SmallPage ? SmallPage : NoPageSize;
    }

    private Task<Exchange> FetchAsync(string query, CancellationToken cancellationToken) => session.SendAsync(
        new HttpCall
        {
            Method = HttpMethod.Get,
            Uri = session.Connection.Url("tags/list", query),
            AcceptsCompression = true,
            MaxBodyBytes = options.MaxPageBytes,
            ReadBody = (stream, token) => TagPageReader.ReadAsync(stream, purpose, token),
            Purpose = purpose,
        },
        cancellationToken);

    private void Take(string tag)
    {
        if (TagGrammar.IsTag(tag)) seen.Add(tag);
        else invalid++;
    }

    private void CollectWarnings(Exchange exchange)
    {
        foreach (var value in exchange.Warnings)
        {
            // 299 - "text"
            if (!value.StartsWith("299 ", StringComparison.Ordinal) || warnings.Count == MaxWarnings) continue;
            var words = value.IndexOf('"') is var quote and >= 0 ? value[(quote + 1)..].TrimEnd().TrimEnd('"') : value[4..];
            var text = RegistryErrorBody.Clean(RegistryFailures.WithoutSecrets(words, session.Credential), 256);
            if (text.Length > 0 && !warnings.Contains(text)) warnings.Add(text);
        }
    }

    private Failure Fail(string reason, string what) => Failure.Transient(reason, $"{purpose}: {what}; the stored tags are kept");
}
