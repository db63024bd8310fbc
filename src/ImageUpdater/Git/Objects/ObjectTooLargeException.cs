namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>An object above the bound; turned into a failure at the edge of the reader.</summary>
internal sealed class ObjectTooLargeException(ObjectId id, long size) : IOException($"object {id} has {size} bytes, which is above the bound");
