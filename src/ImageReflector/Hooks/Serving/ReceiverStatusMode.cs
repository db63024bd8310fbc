namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Who writes finalizer and status of Receivers. Both controllers compute the same paths, so either may serve them.</summary>
public enum ReceiverStatusMode
{
    /// <summary>We do, unless a notification controller holds its lease in our namespace.</summary>
    Auto,

    /// <summary>We do.</summary>
    Write,

    /// <summary>Another controller does.</summary>
    Off,
}
