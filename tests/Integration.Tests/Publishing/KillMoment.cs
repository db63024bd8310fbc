namespace ImageAutomation.Integration.Tests.Publishing;

/// <summary>When a process was killed, by the server's clock.</summary>
internal enum KillMoment
{
    /// <summary>Its push had not reached the server.</summary>
    BeforePush,

    /// <summary>The server was taking its push.</summary>
    DuringPush,

    /// <summary>The server had taken its push.</summary>
    AfterPush,
}
