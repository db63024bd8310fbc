namespace ImageAutomation.Common.Resources;

/// <summary>What an automation checks out.</summary>
/// <param name="Ref">Branch, tag, version range, ref name or commit.</param>
public sealed record GitCheckoutSpec(GitRepositoryRef Ref);
