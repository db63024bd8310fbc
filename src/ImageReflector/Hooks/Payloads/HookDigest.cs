using ImageAutomation.Common.References;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Digests as senders write them.</summary>
internal static class HookDigest
{
    /// <summary>The digest in lower case; null: none, of another algorithm, or not of the right length.</summary>
    public static string? Read(string? text) =>
        text is not null && Digest.Parse(text.ToLowerInvariant()).TryGet(out var digest, out _) ? digest.ToString() : null;
}
