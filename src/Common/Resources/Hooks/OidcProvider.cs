namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>Who issues tokens, and what has to be in them.</summary>
public sealed record OidcProvider
{
    /// <summary>Issuer, as tokens name it.</summary>
    public required string IssuerURL { get; init; }

    /// <summary>Audience that tokens are for.</summary>
    public string Audience { get => field ?? "notification-controller"; init; }

    /// <summary>Values for later expressions, in order.</summary>
    public IReadOnlyList<OidcVariable>? Variables { get; init; }

    /// <summary>What has to be true.</summary>
    public required IReadOnlyList<OidcValidation> Validations { get; init; }
}
