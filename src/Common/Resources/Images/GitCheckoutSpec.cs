using ImageAutomation.Common.Resources.Git;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>What an automation checks out.</summary>
/// <param name="Ref">Branch, tag, version range, ref name or commit.</param>
public sealed record GitCheckoutSpec(GitRepositoryRef Ref);
