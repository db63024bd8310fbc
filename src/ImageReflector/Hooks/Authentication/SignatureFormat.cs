namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>How a header that a Secret names holds the HMAC of the body.</summary>
internal enum SignatureFormat
{
    /// <summary><c>hex</c>: HMAC-SHA256 in hexadecimal digits.</summary>
    Hex,

    /// <summary><c>alg=hex</c>: <c>sha1=</c>, <c>sha256=</c> or <c>sha512=</c> before the digits.</summary>
    AlgorithmHex,

    /// <summary><c>base64</c>: HMAC-SHA256 in base64.</summary>
    Base64,
}
