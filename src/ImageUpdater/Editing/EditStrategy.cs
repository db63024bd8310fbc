namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>How targets are found (<c>update.strategy</c>).</summary>
public enum EditStrategy
{
    /// <summary>By markers.</summary>
    Setters,

    /// <summary>By fields that hold an image whose repository is the policy's; markers play no part.</summary>
    ImageFields,
}
