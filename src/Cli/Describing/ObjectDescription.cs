using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Describing;

/// <summary>All that is known of one object, ready to be printed.</summary>
internal sealed record ObjectDescription
{
    /// <summary>The object, for example <c>ImagePolicy shop/web</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The Ready condition; null before the first run.</summary>
    public required Condition? Ready { get; init; }

    /// <summary>Name and value, most telling first.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    /// <summary>What it refers to, and what refers to it.</summary>
    public required IReadOnlyList<RelatedObject> Related { get; init; }

    /// <summary>Conditions beside Ready, and Ready itself.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>Values in Git that stand against an election.</summary>
    public required IReadOnlyList<HoldEntry> Holds { get; init; }

    /// <summary>Files that were left alone.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Markers from which nothing follows.</summary>
    public IReadOnlyList<IgnoredMarkerEntry> Ignored { get; init; } = [];

    /// <summary>What happened last, oldest first.</summary>
    public required IReadOnlyList<RecordedEvent> Events { get; init; }
}
