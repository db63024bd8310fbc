using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Source-generated JSON of the state database's columns.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class FolderJson : JsonSerializerContext;
