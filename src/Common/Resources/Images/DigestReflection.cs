namespace ImageAutomation.Common.Resources.Images;

/// <summary>Values of <c>ImagePolicy.spec.digestReflectionPolicy</c>.</summary>
public static class DigestReflection
{
    /// <summary>The digest is looked up on every run.</summary>
    public const string Always = "Always";

    /// <summary>The digest is looked up when name or tag changed, or none is known.</summary>
    public const string IfNotPresent = "IfNotPresent";

    /// <summary>No digest. The default.</summary>
    public const string Never = "Never";
}
