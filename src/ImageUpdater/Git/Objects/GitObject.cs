namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>An object as it is stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Content">Its bytes, without header.</param>
public sealed record GitObject(ObjectId Id, ObjectKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>Size in bytes of a blob above the bound, whose content was not kept; null for all others.</summary>
    public long? SizeNotRead { get; init; }
}
