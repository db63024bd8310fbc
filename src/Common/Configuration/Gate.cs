namespace ImageAutomation.Common.Configuration;

/// <summary>A feature gate of a program.</summary>
/// <param name="Name">Name as the reference controllers write it.</param>
/// <param name="Default">Whether it is open when nobody says.</param>
/// <param name="WithoutEffect">
/// Why it has no effect here; null: it has one. Such a gate is accepted with a warning, so that manifests written for the reference
/// controllers start.
/// </param>
public sealed record Gate(string Name, bool Default, string? WithoutEffect = null);
