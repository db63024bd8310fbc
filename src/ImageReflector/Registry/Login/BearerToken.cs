namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>A bearer token and the time up to which it is used.</summary>
internal sealed class BearerToken(string value, DateTimeOffset usableUntil)
{
    private int uses;

    /// <summary>Never printed.</summary>
    public string Value => value;

    public DateTimeOffset UsableUntil => usableUntil;

    /// <summary>True for the first who asks: a token that was never used cannot be spent.</summary>
    public bool IsFirstUse() => Interlocked.Increment(ref uses) == 1;
}
