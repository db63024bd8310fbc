namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>What has to be true of a token.</summary>
/// <param name="Expression">Over <c>claims</c> and variables.</param>
/// <param name="Message">What is said where it is not.</param>
public sealed record OidcValidation(string Expression, string Message);
