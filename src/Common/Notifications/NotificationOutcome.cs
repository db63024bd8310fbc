namespace ImageAutomation.Common.Notifications;

/// <summary>What became of an event that was to be posted.</summary>
public enum NotificationOutcome
{
    /// <summary>Taken by the receiver.</summary>
    Sent,

    /// <summary>The receiver knew it already (429).</summary>
    Duplicate,

    /// <summary>The receiver does not want it; trying again would not help.</summary>
    Refused,

    /// <summary>No try reached the receiver, or each ended in an error of the server.</summary>
    Failed,

    /// <summary>Never tried: the queue was full, or the program ended first.</summary>
    Dropped,
}
