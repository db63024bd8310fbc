namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>A token and when it ends.</summary>
internal sealed record InstallationToken(string Value, DateTimeOffset Ends)
{
    /// <summary>Keeps the value out of logs.</summary>
    public override string ToString() => $"InstallationToken (ends {Ends:O})";
}
