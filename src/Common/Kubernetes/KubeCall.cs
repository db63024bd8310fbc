using System.Buffers;
using System.Globalization;
using System.Text;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>One call of the API: verb, kind and object, as path and as text for people.</summary>
/// <param name="Verb">Verb in RBAC's words.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace; null or empty for all.</param>
/// <param name="Name">Object; null for the collection.</param>
/// <param name="Subresource">Subresource, such as <c>status</c>.</param>
public sealed record KubeCall(string Verb, ResourceKind Kind, string? Namespace, string? Name, string? Subresource = null)
{
    // More than the names of any kind that is used; none of these means something in a path.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:");

    /// <summary>Resource in RBAC's words, for example <c>imagepolicies.image.toolkit.fluxcd.io/status</c>.</summary>
    public string Resource =>
        Kind.Plural + (Kind.Group.Length == 0 ? "" : "." + Kind.Group) + (Subresource is null ? "" : "/" + Subresource);

    /// <summary>
    /// Whether there can be such an object. Names come from users' specs, and the package puts them into the path as they are: with
    /// <c>../../other/secrets/x</c> a call would be about something else.
    /// </summary>
    internal bool IsPossible => Name is not "" && IsSegment(Name) && IsSegment(Namespace);

    /// <summary>Path below the server's address, for calls that the package does not make.</summary>
    /// <param name="query">Names and values; null values are left out.</param>
    internal string Path(params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var path = new StringBuilder(Kind.Group.Length == 0 ? "api/" : "apis/").Append(Kind.ApiVersion);
        if (Kind.IsNamespaced && !string.IsNullOrEmpty(Namespace)) path.Append("/namespaces/").Append(Namespace);
        path.Append('/').Append(Kind.Plural);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (string.IsNullOrEmpty(value)) continue;
            path.Append(CultureInfo.InvariantCulture, $"{separator}{name}={Uri.EscapeDataString(value)}");
            separator = '&';
        }

        return path.ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var scope = !Kind.IsNamespaced ? "" : string.IsNullOrEmpty(Namespace) ? " in all namespaces" : $" in namespace '{Namespace}'";
        return Name is null ? $"{Verb} {Resource}{scope}" : $"{Verb} {Resource} '{Name}'{scope}";
    }

    private static bool IsSegment(string? text) => text is not ("." or "..") && !text.AsSpan().ContainsAnyExcept(NameCharacters);
}
