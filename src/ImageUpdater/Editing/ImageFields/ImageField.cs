using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>A place that names an image without a marker: one scalar, or the scalars of one image together.</summary>
/// <param name="Name">The repository as written; registry and repository joined where they are apart.</param>
/// <param name="Parts">
/// The scalars that an election changes, in the order of their bytes; policy and setter are still empty. The repository is never among
/// them.
/// </param>
public sealed record ImageField(string Name, IReadOnlyList<Target> Parts);
