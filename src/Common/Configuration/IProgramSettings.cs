namespace ImageAutomation.Common.Configuration;

/// <summary>Settings of a controller program: what both have, and what is its own.</summary>
public interface IProgramSettings
{
    /// <summary>What both controllers have.</summary>
    ControllerSettings Controller { get; }
}
