namespace ImageAutomation.Containers.Tests.Bombs;

/// <summary>A blob of a <see cref="Pack"/>: its id, its size in bytes, and its content, written anew whenever it is needed.</summary>
internal sealed record PackedBlob(byte[] Id, long Size, Action<Stream> Write);
