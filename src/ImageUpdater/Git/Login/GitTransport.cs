namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>How a remote is reached.</summary>
public enum GitTransport
{
    /// <summary>A repository on this machine; only where the composition allows it.</summary>
    File,

    /// <summary>Smart HTTP in clear text.</summary>
    Http,

    /// <summary>Smart HTTP over TLS.</summary>
    Https,

    /// <summary>SSH.</summary>
    Ssh,
}
