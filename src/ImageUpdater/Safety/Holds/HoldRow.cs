namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>The rows of the hold decision, in the order in which they are tried. The numbers are those of <c>docs/holds.md</c>.</summary>
internal enum HoldRow
{
    /// <summary>Git holds what is elected.</summary>
    InStep = 1,

    /// <summary>The automation overwrites what people write.</summary>
    Overwrite = 2,

    /// <summary>A person accepted it.</summary>
    Accepted = 3,

    /// <summary>The last own writes were there and back: two writers, or two elections, undo each other.</summary>
    Flips = 4,

    /// <summary>Git is ahead, by another automation's word.</summary>
    AheadByAnother = 5,

    /// <summary>Git is ahead, and somebody moved it there.</summary>
    MovedAhead = 6,

    /// <summary>Git is ahead, by a tag that nobody took back.</summary>
    Ahead = 7,

    /// <summary>Nobody wrote here before.</summary>
    FirstSight = 8,

    /// <summary>What stands is what an automation put there.</summary>
    AtAnchor = 9,

    /// <summary>What is elected is above what was rejected and above what stands.</summary>
    ReleasedByNewer = 10,

    /// <summary>There is nothing to be above of, and what is elected is another value than both.</summary>
    ReleasedByAnother = 11,

    /// <summary>The same tag with new bytes.</summary>
    ReleasedByNewBuild = 12,

    /// <summary>A person's value stands.</summary>
    Held = 13,
}
