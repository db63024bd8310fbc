namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>What became of the login that a request was meant to carry.</summary>
/// <param name="WasSent">Whether it travelled with the request, or bought the token that did.</param>
/// <param name="IsTaken">Whether the registry takes it at all, asked by a request of its own; null when that is not known.</param>
/// <param name="IsHarbor">Whether the registry is a Harbor by the login that it asks for.</param>
/// <param name="AsksForNothing">Whether a refusal came with an empty challenge: Harbor's answer for a project that does not exist.</param>
internal readonly record struct LoginReport(bool WasSent, bool? IsTaken = null, bool IsHarbor = false, bool AsksForNothing = false)
{
    /// <summary>No login was sent.</summary>
    public static LoginReport None => default;
}
