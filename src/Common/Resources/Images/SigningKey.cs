using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Key that signs commits.</summary>
public sealed record SigningKey
{
    /// <summary>Secret in the automation's namespace.</summary>
    public required LocalObjectReference SecretRef { get; init; }

    /// <summary><c>gpg</c> (default) or <c>ssh</c>.</summary>
    public string? Type { get; init; }
}
