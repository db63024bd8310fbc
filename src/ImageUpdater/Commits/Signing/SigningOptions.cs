namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>How keys are handled.</summary>
public sealed record SigningOptions
{
    /// <summary>Program that signs with OpenPGP keys; a name on the path or a path.</summary>
    public string Gpg { get; init; } = "gpg";

    /// <summary>Program that stops the agent of <see cref="Gpg"/>.</summary>
    public string GpgConf { get; init; } = "gpgconf";

    /// <summary>Program that signs with SSH keys.</summary>
    public string SshKeygen { get; init; } = "ssh-keygen";

    /// <summary>Longest time of one program call; default 30 seconds (a protected OpenPGP key takes two on first use).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Folder in which private folders for keys are made; null means memory (<c>/dev/shm</c>) where it can be used, else the temporary
    /// folder.
    /// </summary>
    public string? Folder { get; init; }
}
