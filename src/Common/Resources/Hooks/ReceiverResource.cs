namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>Objects that a request of a <see cref="Receiver"/> is for.</summary>
public sealed record ReceiverResource
{
    /// <summary>API group and version; null: the usual one of the kind, where it has one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind, such as <c>ImageRepository</c> or <c>GitRepository</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name, or <c>*</c> for all that have <see cref="MatchLabels"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace; null: the receiver's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels of the objects that <c>*</c> means; ignored with a name.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Expression over <c>req</c> and <c>res</c> that has to be true for each object; null: always.</summary>
    public string? Filter { get; init; }
}
