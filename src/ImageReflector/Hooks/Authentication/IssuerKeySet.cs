using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>The keys that an issuer signs with, as far as they are of use here.</summary>
internal sealed class IssuerKeySet
{
    private readonly IReadOnlyList<IssuerKey> keys;

    private IssuerKeySet(IReadOnlyList<IssuerKey> keys) => this.keys = keys;

    /// <summary>How many keys are of use.</summary>
    public int Count => keys.Count;

    /// <summary>Reads a JSON Web Key Set; null when it is none. Keys of other kinds and uses are left out.</summary>
    public static IssuerKeySet? Read(ReadOnlyMemory<byte> json)
    {
        if (StrictJson.ReadObject(json) is not { } root || !root.TryGetProperty("keys", out var keys)
            || keys.ValueKind != JsonValueKind.Array)
            return null;
        return new IssuerKeySet([.. keys.EnumerateArray().Select(IssuerKey.Read).OfType<IssuerKey>()]);
    }

    /// <summary>Whether there is a key of this name.</summary>
    public bool Has(string keyId) => keys.Any(key => key.Id == keyId);

    /// <summary>The keys that may have signed with an algorithm: those of a name, or all when there is no name.</summary>
    public IEnumerable<IssuerKey> For(string algorithm, string? keyId) =>
        keys.Where(key => key.Algorithm == algorithm && (keyId is null || key.Id == keyId));
}
