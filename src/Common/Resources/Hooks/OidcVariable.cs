namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>A named value made from the claims of a token.</summary>
/// <param name="Name">Read by later expressions as <c>vars.NAME</c>.</param>
/// <param name="Expression">Over <c>claims</c> and earlier variables.</param>
public sealed record OidcVariable(string Name, string Expression);
