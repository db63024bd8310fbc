namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>What became of a hint; values of the label <c>result</c> of <c>imageautomation_webhook_hints_total</c>.</summary>
internal enum HintResult
{
    /// <summary>The registry has shown the tag.</summary>
    Confirmed,

    /// <summary>The tag was stored already, and nobody follows its digest.</summary>
    Known,

    /// <summary>The registry said up to the last rung that the tag is not there.</summary>
    Absent,

    /// <summary>The registry showed another digest than the hint's to the end, and was believed.</summary>
    Stale,

    /// <summary>A listing was asked for instead.</summary>
    Listing,

    /// <summary>It is of no use: the tag is none, or is excluded, or the repository is not scanned.</summary>
    Dropped,
}
