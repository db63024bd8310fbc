namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header.</summary>
/// <param name="Scheme">Lower case.</param>
/// <param name="Parameters">Names in lower case; of a repeated name the first value.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Stands for a host that asks for no login at the base of its API.</summary>
    public static AuthChallenge Nothing { get; } = new("", new Dictionary<string, string>());

    /// <summary>Whether the login is asked for as Harbor does.</summary>
    /// <remarks>Source: goharbor/harbor, v2auth.</remarks>
    public bool IsHarbor => Find("service") == "harbor-registry" && Find("realm") is { } realm
        && Uri.TryCreate(realm, UriKind.Absolute, out var uri)
        && uri.AbsolutePath.TrimEnd('/').EndsWith("/service/token", StringComparison.Ordinal);

    public string? Find(string name) => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
