namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>A bearer token and the time up to which it is used.</summary>
internal sealed class AccessToken(string value, DateTimeOffset usableUntil)
{
    /// <summary>Never printed.</summary>
    public string Value => value;

    public DateTimeOffset UsableUntil => usableUntil;
}
