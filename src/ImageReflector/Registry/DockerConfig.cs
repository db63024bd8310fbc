namespace ImageAutomation.ImageReflector.Registry;

/// <summary>What a docker configuration holds, entries in matching order.</summary>
internal sealed record DockerConfig(IReadOnlyList<PullSecretEntry> Entries, IReadOnlyList<string> Warnings);
