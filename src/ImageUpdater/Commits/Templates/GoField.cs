namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <param name="Name">Go name.</param>
/// <param name="Type">Type.</param>
/// <param name="JsonName">Name in JSON; null for the Go name.</param>
/// <param name="IsEmbedded">Whether its fields can be named without it.</param>
internal sealed record GoField(string Name, GoType Type, string? JsonName = null, bool IsEmbedded = false);
