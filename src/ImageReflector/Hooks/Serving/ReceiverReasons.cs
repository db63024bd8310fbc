namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Reason codes of conditions and events of Receivers.</summary>
public static class ReceiverReasons
{
    /// <summary>The Secret or its token is missing; tried again soon.</summary>
    public const string TokenNotFound = Authentication.HookReasons.TokenNotFound;

    /// <summary>An expression cannot be compiled, or is not statically a bool.</summary>
    public const string InvalidCelExpression = "InvalidCELExpression";

    /// <summary>Fields of the spec contradict each other.</summary>
    public const string ValidationFailed = "ValidationFailed";

    /// <summary>Event: an object that the Receiver names cannot be asked for a run.</summary>
    public const string ResourceUnreachable = "ResourceUnreachable";

    /// <summary>Event: a filter failed while it ran, which counts as false.</summary>
    public const string FilterFailed = "FilterFailed";
}
