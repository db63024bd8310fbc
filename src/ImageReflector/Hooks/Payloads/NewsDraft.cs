namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Gathers the images of one body, up to 1,000. Nothing gathered means that the body is of no concern.</summary>
internal sealed class NewsDraft(string sender)
{
    private readonly List<ImageNews> images = [];
    private bool hasConcern;

    /// <summary>The kind of sender.</summary>
    public string Sender { get; } = sender;

    /// <summary>What asks for nothing.</summary>
    public static HookNews NoConcern(string sender) => new() { Sender = sender, IsOfNoConcern = true };

    /// <summary>Adds an image that was pushed. Without a path it is of concern all the same, only nobody knows which it is.</summary>
    public void Push(ImageAddress address, DateTimeOffset? at) => Add(address, at, isDeleted: false);

    /// <summary>Adds an image that was deleted; as <see cref="Push"/>.</summary>
    public void Delete(ImageAddress address) => Add(address, at: null, isDeleted: true);

    /// <summary>What was gathered.</summary>
    public HookNews ToNews() => new() { Sender = Sender, Images = images, IsOfNoConcern = !hasConcern };

    private void Add(ImageAddress address, DateTimeOffset? at, bool isDeleted)
    {
        hasConcern = true;
        if (images.Count >= JsonMembers.MaxItems || address.Path?.Trim('/') is not { Length: > 0 } path) return;
        // Several senders put the digest where the tag belongs when there was no tag.
        var asDigest = HookDigest.Read(address.Tag);
        images.Add(new ImageNews
        {
            Host = string.IsNullOrEmpty(address.Host) ? null : address.Host,
            Path = path,
            Tag = string.IsNullOrEmpty(address.Tag) || asDigest is not null ? null : address.Tag,
            Digest = HookDigest.Read(address.Digest) ?? asDigest,
            IsDeleted = isDeleted,
            PushedAt = at,
        });
    }
}
