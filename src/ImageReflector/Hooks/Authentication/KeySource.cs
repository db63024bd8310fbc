namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Where keys of an issuer are read.</summary>
/// <param name="Address">URL of the issuer, or of the key set itself.</param>
/// <param name="IsKeySet">Whether <paramref name="Address"/> is the key set; else its discovery document tells where that is.</param>
internal readonly record struct KeySource(string Address, bool IsKeySet)
{
    /// <summary>Google's, for ID tokens of its service accounts.</summary>
    public static readonly KeySource Google = KeySet("https://www.googleapis.com/oauth2/v3/certs");

    public static KeySource Issuer(string url) => new(url, IsKeySet: false);

    public static KeySource KeySet(string url) => new(url, IsKeySet: true);
}
