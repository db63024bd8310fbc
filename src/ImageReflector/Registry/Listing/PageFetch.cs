using ImageAutomation.ImageReflector.Registry.Http;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>A page that is on its way. While its body is read the next one is asked for, one ahead and no more.</summary>
internal sealed class PageFetch(Uri page, int number, BodyReader<TagPage> body)
{
    private readonly Lock gate = new();
    private Uri? linked;
    private Func<Uri, int, PageFetch>? start;
    private PageFetch? next;

    public Uri Page => page;

    /// <summary>From 1.</summary>
    public int Number => number;

    /// <summary>The page; null as long as it has not come.</summary>
    public TagPage? Content => body.Value;

    public Task<Exchange> Exchange { get; set; } = null!; // set as soon as it was started

    /// <summary>The headers name the next page.</summary>
    public void Announce(Uri nextPage)
    {
        lock (gate)
        {
            linked = nextPage;
            if (start is not null) next ??= start(nextPage, number + 1);
        }
    }

    /// <summary>This page is the one that is read now: the next one may be asked for.</summary>
    public void ReadAhead(Func<Uri, int, PageFetch> begin)
    {
        lock (gate)
        {
            start = begin;
            if (linked is not null) next ??= begin(linked, number + 1);
        }
    }

    /// <summary>What was asked for ahead; null when nothing was.</summary>
    public PageFetch? TakeNext()
    {
        lock (gate)
        {
            start = null;
            return next;
        }
    }
}
