using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>A policy and what it elected.</summary>
/// <param name="Policy">Namespace and name of the policy.</param>
/// <param name="Image">Its <c>status.latestRef</c>.</param>
public sealed record ElectedImage(ObjectKey Policy, ImageRef Image);
