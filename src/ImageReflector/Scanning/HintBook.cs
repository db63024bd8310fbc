using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>
/// What webhooks have brought about repositories: tags that joined the stored list between two listings, and listings that are asked for.
/// In memory only: the first listing after a start finds what was lost with it.
/// </summary>
/// <param name="time">Time.</param>
public sealed class HintBook(TimeProvider time)
{
    /// <summary>Webhooks cause at most one listing of a repository in this time.</summary>
    public static readonly TimeSpan ListingGap = TimeSpan.FromSeconds(30);

    // More than can be asked about while one listing runs.
    private const int MaxTags = 1000;

    private readonly ConcurrentDictionary<ObjectKey, Page> pages = new();

    /// <summary>Notes a tag that the registry has shown, before it joins the stored list.</summary>
    public void Confirm(ObjectKey repository, ConfirmedTag tag)
    {
        var page = Of(repository);
        lock (page)
        {
            page.Tags.Add((page.Order++, tag));
            if (page.Tags.Count > MaxTags) page.Tags.RemoveAt(0);
        }
    }

    /// <summary>What is known about a tag; null when no webhook brought it lately.</summary>
    public ConfirmedTag? Find(ObjectKey repository, string tag)
    {
        if (!pages.TryGetValue(repository, out var page)) return null;
        lock (page) return page.Tags.FindLast(entry => entry.Tag.Tag == tag).Tag;
    }

    /// <summary>Whether tags have joined the stored list of a repository by webhooks.</summary>
    public bool HasTags(ObjectKey repository)
    {
        if (!pages.TryGetValue(repository, out var page)) return false;
        lock (page) return page.Tags.Count > 0;
    }

    /// <summary>Asks for a listing. What was asked for before and is due earlier stands.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="after">How long it may wait for more of its kind.</param>
    /// <returns>How long until it is due.</returns>
    public TimeSpan AskForListing(ObjectKey repository, TimeSpan after)
    {
        var page = Of(repository);
        lock (page)
        {
            if (page.Listed is { } last && ListingGap - time.GetElapsedTime(last) is var rest && rest > after) after = rest;
            if (page.Asked is { } asked && asked.After - time.GetElapsedTime(asked.Since) is var due && due <= after)
                return due < TimeSpan.Zero ? TimeSpan.Zero : due;
            page.Asked = (time.GetTimestamp(), after);
            return after;
        }
    }

    /// <summary>Whether a listing that was asked for is due.</summary>
    public bool IsListingDue(ObjectKey repository)
    {
        if (!pages.TryGetValue(repository, out var page)) return false;
        lock (page) return page.Asked is { } asked && time.GetElapsedTime(asked.Since) >= asked.After;
    }

    /// <summary>How long until a listing that was asked for is due; null: none was asked for.</summary>
    public TimeSpan? UntilListing(ObjectKey repository)
    {
        if (!pages.TryGetValue(repository, out var page)) return null;
        lock (page)
            return page.Asked is not { } asked ? null
                : asked.After - time.GetElapsedTime(asked.Since) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;
    }

    /// <summary>Notes that a listing begins, which is the answer to whoever asked for one.</summary>
    /// <returns>Names the moment, for <see cref="Since"/>.</returns>
    public long BeginListing(ObjectKey repository)
    {
        var page = Of(repository);
        lock (page)
        {
            if (page.Asked is not null) page.Listed = time.GetTimestamp();
            page.Asked = null;
            page.IsListed = true;
            return page.Order;
        }
    }

    /// <summary>Whether a listing has begun since the program started.</summary>
    public bool HasListed(ObjectKey repository)
    {
        if (!pages.TryGetValue(repository, out var page)) return false;
        lock (page) return page.IsListed;
    }

    /// <summary>Tags of an image that were shown after a listing had begun: it may be too old to have them.</summary>
    public IReadOnlyList<string> Since(ObjectKey repository, string image, long listing)
    {
        if (!pages.TryGetValue(repository, out var page)) return [];
        lock (page)
            return
            [
                .. page.Tags.Where(entry => entry.Order >= listing && entry.Tag.Image == image).Select(entry => entry.Tag.Tag).Distinct(),
            ];
    }

    /// <summary>Forgets a repository.</summary>
    public void Forget(ObjectKey repository) => pages.TryRemove(repository, out _);

    private Page Of(ObjectKey repository) => pages.GetOrAdd(repository, _ => new Page());

    // Locked by itself; it never leaves this class.
    private sealed class Page
    {
        public List<(long Order, ConfirmedTag Tag)> Tags { get; } = [];

        public long Order { get; set; }

        public (long Since, TimeSpan After)? Asked { get; set; }

        public bool IsListed { get; set; }

        public long? Listed { get; set; }
    }
}
