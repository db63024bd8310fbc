namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A field of a struct.</summary>
/// <param name="Name">Go name.</param>
/// <param name="Type">Type.</param>
/// <param name="JsonName">Name in JSON; null for the Go name.</param>
/// <param name="IsEmbedded">Whether its fields can be named without it.</param>
public sealed record GoField(string Name, GoType Type, string? JsonName = null, bool IsEmbedded = false);
