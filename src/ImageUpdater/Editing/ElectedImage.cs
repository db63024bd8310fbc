using ImageAutomation.Common.Resources;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>A policy and what it elected.</summary>
/// <param name="Policy">Namespace and name of the policy.</param>
/// <param name="Image">Its <c>status.latestRef</c>.</param>
public sealed record ElectedImage(ObjectKey Policy, ImageRef Image);
