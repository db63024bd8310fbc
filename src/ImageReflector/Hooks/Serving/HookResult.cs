namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>What became of a webhook; values of the label <c>result</c> of <c>imageautomation_webhooks_total</c>.</summary>
internal enum HookResult
{
    /// <summary>It was passed on.</summary>
    Done,

    /// <summary>It is authentic, and of an event that the Receiver does not want.</summary>
    Ignored,

    /// <summary>It is not authentic, or its body cannot be read where the type demands that.</summary>
    Refused,

    /// <summary>Nobody is served at its path.</summary>
    Unknown,

    /// <summary>The Receiver is suspended or not ready.</summary>
    Unavailable,

    /// <summary>The API server did not take a request, or did not give the Secret.</summary>
    Failed,
}
