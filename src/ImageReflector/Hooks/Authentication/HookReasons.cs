namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Why a Secret cannot be used, and why a request was refused. A sender never learns which.</summary>
internal static class HookReasons
{
    /// <summary>The Secret lacks a key that the type of the Receiver needs, or its token is empty.</summary>
    public const string TokenNotFound = "TokenNotFound";

    /// <summary>The Secret has a key whose value means nothing.</summary>
    public const string InvalidSecret = "InvalidSecret";

    /// <summary>The request lacks the header by which its sender proves itself.</summary>
    public const string ProofMissing = "ProofMissing";

    /// <summary>A header that must come once came more often.</summary>
    public const string ProofAmbiguous = "ProofAmbiguous";

    /// <summary>Token or signature are not those of the Secret.</summary>
    public const string ProofWrong = "ProofWrong";

    /// <summary>The signed time is too far from now.</summary>
    public const string ProofStale = "ProofStale";

    /// <summary>The body is not what the type of the Receiver is sent.</summary>
    public const string BodyUnreadable = "BodyUnreadable";

    /// <summary>An ID token that is malformed, forged, over, or meant for somebody else.</summary>
    public const string IdTokenRefused = "IdTokenRefused";

    /// <summary>The keys of an issuer could not be read.</summary>
    public const string IssuerUnavailable = "IssuerUnavailable";
}
