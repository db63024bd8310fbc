namespace ImageAutomation.Common.Resources.Core;

/// <summary>A kind of the Kubernetes API, as far as both resource sources need to know it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Kind">Kind name, as written in manifests.</param>
/// <param name="Plural">Lower-case plural, as used in URLs.</param>
/// <param name="IsNamespaced">Whether objects live in a namespace.</param>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced = true)
{
    /// <summary>The manifest's <c>apiVersion</c> text.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <inheritdoc/>
    public override string ToString() => Kind;
}
