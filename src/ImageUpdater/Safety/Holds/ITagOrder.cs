namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>A policy's order, as far as holds ask for it.</summary>
internal interface ITagOrder
{
    /// <summary>Whether the tag passes the filter and its key parses; a version range is not applied.</summary>
    bool IsComparable(string tag);

    /// <summary>Whether the policy strictly prefers the first tag. Both are comparable.</summary>
    bool IsAbove(string tag, string other);

    /// <summary>Whether the tag is comparable and, with a version range, inside it.</summary>
    bool Admits(string tag);
}
