namespace ImageAutomation.Common.Resources.Images;

/// <summary>Elects the last tag of an order.</summary>
public sealed record OrderPolicy
{
    /// <summary><c>asc</c> (the default: the greatest is elected) or <c>desc</c> (the smallest).</summary>
    public string? Order { get; init; }
}
