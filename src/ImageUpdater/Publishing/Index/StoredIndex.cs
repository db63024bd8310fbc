using System.Text.Json.Serialization;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>A <see cref="TargetsIndex"/> on disk.</summary>
/// <param name="Rules">Version of the screening rules it was made with.</param>
/// <param name="Commit">Indexed commit.</param>
/// <param name="Files">Files with targets.</param>
/// <param name="Links">Links with a candidate's name, and where they lead.</param>
internal sealed record StoredIndex(int Rules, string Commit, IReadOnlyList<IndexedFile> Files, IReadOnlyDictionary<string, string?> Links);

/// <summary>Source-generated JSON of this room.</summary>
[JsonSerializable(typeof(StoredIndex))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class IndexJson : JsonSerializerContext;
