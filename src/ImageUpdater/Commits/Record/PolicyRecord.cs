using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Commits.Record;

/// <summary>What a commit says a policy had elected: an <c>Image-Policy</c> trailer.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Image">The elected reference.</param>
public sealed record PolicyRecord(ObjectKey Policy, ImageRef Image);
