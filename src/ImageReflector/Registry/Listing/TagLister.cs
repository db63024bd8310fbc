using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Reads all pages of a tag listing, or fails as a whole.</summary>
/// <remarks>Source: OCI distribution spec, "Listing Tags", and what registries do instead.</remarks>
internal sealed class TagLister(RegistrySession session, LoginState logins, RegistryClientOptions options)
{
    private const int SmallPage = 100;
    private const int NoPageSize = -1;
    private const int MaxWarnings = 5;

    /// <summary>Registries that cut lists without a word cut them at round numbers: 50, 100, 500, 1,000, 10,000.</summary>
    private const int RoundNumber = 50;

    private readonly string purpose = $"cannot list the tags of '{session.Connection.Target}'";
    private readonly Uri list = session.Connection.Url("tags/list");
    private readonly TagCollector seen = new();
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];
    private int cap;

    private string Host => session.Connection.Origin.Authority;

    public async Task<Result<TagListing>> ListAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PageFetch? last = null;
        try
        {
            return await ListAsync(page => last = page, stop.Token);
        }
        finally
        {
            // A page that was asked for ahead and is not wanted any more.
            await stop.CancelAsync();
            if (last?.TakeNext() is { } unwanted) await ((Task)unwanted.Exchange).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Result<TagListing>> ListAsync(Action<PageFetch> reading, CancellationToken cancellationToken)
    {
        var size = logins.PageSize(session.Connection, options.PageSize);
        var emptyPages = 0;
        var pages = 0;
        var (isProbe, isGuess) = (false, false);
        // Pages may be as small as the smallest cap that was seen.
        var maxPages = options.MaxPages + (options.MaxTags / RoundNumber);
        var next = Start(FirstPage(size), 1, cancellationToken);
        while (next is not null)
        {
            var fetch = next;
            reading(fetch);
            if (pages == maxPages)
                return Fail(RegistryReasons.TagListTooLarge, $"more than {maxPages} pages; raise --registry-max-tags if that is right");
            if (!asked.Add(fetch.Page.AbsoluteUri))
                return Fail(RegistryReasons.PartialTagList, $"page {pages} names a next page that was read already");
            fetch.ReadAhead((page, number) => Start(page, number, cancellationToken));
            var exchange = await fetch.Exchange;
            if (pages == 0 && Smaller(size, exchange) is { } smaller)
            {
                size = smaller;
                next = Start(FirstPage(size), 1, cancellationToken);
                continue;
            }

            // A registry that refuses to be asked for more by name has no more to give: its own list was complete.
            if (isProbe && exchange.Failure is null && exchange.Status is 400 or 404 or 405 or 413 or 414 or 416 or 422 or 501) break;
            // Nor does trouble with what was only a guess take from a list that promised nothing.
            if (isProbe && isGuess && !exchange.IsSuccess) break;
            if (!exchange.IsSuccess || fetch.Content is not { } page)
                return RegistryFailures.From(exchange, session.Connection, session.Credential, Where(fetch.Number), Host);
            if (page.Tags is not { } tags) return NoListing(exchange, page, Where(fetch.Number));
            if (pages++ == 0) logins.RememberPageSize(session.Connection, size);
            CollectWarnings(exchange);

            var isNew = seen.Add(tags);
            // Whoever answers a question for more with the same again knows no cursor: to ask it once more would cost the whole list.
            if (isProbe && isGuess && !isNew && tags.Count > 0) logins.RememberNoCursor(session.Connection);
            if (seen.Count > options.MaxTags)
                return Fail(
                    RegistryReasons.TagListTooLarge, $"more than {options.MaxTags} tags; raise --registry-max-tags if that is right");
            if (!LinkHeader.TryFindNext(exchange.HeaderValues("Link"), fetch.Page, list, out var linked))
                return Fail(RegistryReasons.PartialTagList, $"page {pages} promises more tags by a Link header that cannot be used");
            if (linked is null)
            {
                next = Probe(tags, size, isNew, isProbe) is { } probe ? Start(probe, pages + 1, cancellationToken) : null;
                (isProbe, isGuess) = (true, !isProbe && tags.Count != size);
                continue;
            }

            emptyPages = tags.Count == 0 ? emptyPages + 1 : 0;
            if (emptyPages > options.MaxEmptyPages)
                return Fail(
                    RegistryReasons.PartialTagList,
                    $"the registry promises more tags but sends empty pages, {emptyPages} up to page {pages}; raise "
                        + "--registry-max-empty-pages if that is right");
            if (tags.Count > 0 && !isNew)
                return Fail(RegistryReasons.PartialTagList, $"page {pages} promises more tags but repeats those of before");
            isProbe = false;
            next = fetch.TakeNext() is { } ahead && ahead.Page == linked ? ahead : Start(linked, pages + 1, cancellationToken);
        }

        return new TagListing(seen.Descending(), seen.Invalid, pages, warnings);
    }

    private string Where(int page) => page == 1 ? purpose : $"{purpose} (page {page})";

    private Failure NoListing(Exchange exchange, TagPage page, string where)
    {
        var said = RegistryFailures.Said(exchange with { Error = page.Said }, session.Credential);
        return Failure.Transient(
            RegistryReasons.InvalidResponse,
            $"{where}: '{Host}' answered without a list of tags ({exchange.Status}{said}); the stored tags are kept");
    }

    private Uri FirstPage(int size) => size == NoPageSize ? list : new Uri($"{list.AbsoluteUri}?n={size}");

    /// <summary>
    /// A page without a link may be one of a registry that knows no links (Gitea), or that was cut without a word: whoever sent as many
    /// tags
    /// as were asked for, or a round number of them, is asked once for what follows. Where that brings more, it is done until nothing
    /// follows.
    /// </summary>
    private Uri? Probe(IReadOnlyList<string> tags, int size, bool isNew, bool isProbe)
    {
        if (!isNew || tags.Count == 0) return null;
        if (!isProbe) cap = tags.Count;
        var isSuspect = isProbe ? tags.Count >= cap
            : tags.Count == size || (tags.Count % RoundNumber == 0 && !logins.KnowsNoCursor(session.Connection));
        return isSuspect ? new Uri($"{list.AbsoluteUri}?{(size == NoPageSize ? "" : $"n={size}&")}last={Uri.EscapeDataString(tags[^1])}")
            : null;
    }

    /// <summary>The next page size to try when the registry refuses this one, in whatever words; null when it does not.</summary>
    private int? Smaller(int size, Exchange exchange)
    {
        if (exchange.Failure is not null || size == NoPageSize || exchange.Status is not (400 or 405 or 413 or 414 or 416 or 422 or 500))
            return null;
        if (exchange.Error.Has("NAME_INVALID") || exchange.Error.Has("NAME_UNKNOWN")) return null;
        // A fault of today, where pages of this size were served before.
        if (exchange.Status == 500) return logins.KnowsPageSize(session.Connection) ? null : NoPageSize;
        return size > SmallPage ? SmallPage : NoPageSize;
    }

    private PageFetch Start(Uri page, int number, CancellationToken cancellationToken)
    {
        var where = Where(number);
        var body = new BodyReader<TagPage>((stream, token) => TagPageReader.ReadAsync(stream, where, token));
        var fetch = new PageFetch(page, number, body);
        fetch.Exchange = session.SendAsync(
            new HttpCall
            {
                Method = HttpMethod.Get,
                Uri = page,
                AcceptsCompression = true,
                MaxBodyBytes = options.MaxPageBytes,
                RaisedBy = "--registry-max-tags",
                OnHeaders = headers =>
                {
                    if (headers.NonValidated.TryGetValues("Link", out var links)
                        && LinkHeader.TryFindNext(links, page, list, out var linked) && linked is not null)
                        fetch.Announce(linked);
                },
                Body = body,
                Purpose = where,
            },
            cancellationToken);
        return fetch;
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
