using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What a remote has, from one listing.</summary>
public sealed record RemoteRefs
{
    /// <summary>Full ref name to id; a tag's id is that of the tag object.</summary>
    public required IReadOnlyDictionary<string, ObjectId> Refs { get; init; }

    /// <summary>Full name of an annotated tag to the object it stands for.</summary>
    public required IReadOnlyDictionary<string, ObjectId> PeeledTags { get; init; }

    /// <summary>Branch that <c>HEAD</c> names, when it was asked for and the server says it.</summary>
    public string? HeadTarget { get; init; }

    /// <summary>Whether nothing came back: a repository without commits, when branches were asked for.</summary>
    public bool IsEmpty => Refs.Count == 0;

    /// <summary>The object a ref stands for, tags peeled; null when the remote does not have it.</summary>
    public ObjectId? Find(string fullName) =>
        PeeledTags.TryGetValue(fullName, out var peeled) ? peeled : Refs.TryGetValue(fullName, out var id) ? id : null;
}
