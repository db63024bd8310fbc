namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>What the body of a webhook says happened. A hint about where to look; never something to store or to connect to.</summary>
internal sealed record HookNews
{
    /// <summary>A body of no known shape.</summary>
    public static readonly HookNews Unknown = new() { Sender = "unknown" };

    /// <summary>The kind of sender by the shape of the body, in lower case, such as <c>harbor</c>; from a fixed list.</summary>
    public required string Sender { get; init; }

    /// <summary>Images that were pushed or deleted.</summary>
    public IReadOnlyList<ImageNews> Images { get; init; } = [];

    /// <summary>Git references that moved.</summary>
    public IReadOnlyList<GitNews> Pushes { get; init; } = [];

    /// <summary>
    /// Whether the body was understood and asks for nothing: a ping, a pull, a pushed blob, an event of another kind. False with empty
    /// lists means that the body tells nothing, so that whatever the receiver selects has to be looked at.
    /// </summary>
    public bool IsOfNoConcern { get; init; }

    /// <summary>What a sender wants back as proof that the address is served: 1 to 128 printable ASCII characters; null: nothing.</summary>
    public string? ValidationCode { get; init; }
}
