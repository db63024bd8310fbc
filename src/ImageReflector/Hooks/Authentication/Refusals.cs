using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Why a request was refused, for the log. Texts name headers, never what stands in them.</summary>
internal static class Refusals
{
    /// <summary>A header that must come exactly once did not.</summary>
    public static Failure NotOnce(HookRequest request, string header) => request.Has(header)
        ? Failure.Terminal(HookReasons.ProofAmbiguous, $"the header '{header}' came more than once")
        : Failure.Terminal(HookReasons.ProofMissing, $"the header '{header}' is missing");

    /// <summary>A header came once, and what it says is not right.</summary>
    public static Failure Wrong(string header) =>
        Failure.Terminal(HookReasons.ProofWrong, $"the header '{header}' is not what the Secret makes it");

    /// <summary>The body is not what the type is sent.</summary>
    public static Failure Unreadable(string problem) => Failure.Terminal(HookReasons.BodyUnreadable, problem);

    /// <summary>An ID token cannot be believed.</summary>
    public static Failure IdToken(string problem) => Failure.Terminal(HookReasons.IdTokenRefused, $"the ID token {problem}");
}
