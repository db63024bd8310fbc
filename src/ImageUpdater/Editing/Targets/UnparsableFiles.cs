namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>What happens with files that hold a marker and are not YAML (<c>update.unparsable</c>).</summary>
public enum UnparsableFiles
{
    /// <summary>They are left alone and reported.</summary>
    Skip,

    /// <summary>Lines that hold one scalar and its marker without doubt are edited.</summary>
    Line,
}
