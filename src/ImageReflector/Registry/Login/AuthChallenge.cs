namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header.</summary>
/// <param name="Scheme">Lower case.</param>
/// <param name="Parameters">Names in lower case; of a repeated name the first value.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Find(string name) => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
