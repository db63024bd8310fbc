using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>One target of a group, with its three values.</summary>
/// <param name="Part">Which part of a reference the target holds.</param>
/// <param name="Value">v: what the base holds.</param>
/// <param name="Elected">e: what the election would write.</param>
/// <param name="Anchor">a: what an automation last put there; null without evidence.</param>
internal sealed record GroupTarget(TargetPart Part, string Value, string Elected, string? Anchor);
