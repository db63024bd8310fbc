using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Commits.Record;

/// <summary>What the message of a commit made by an automation records.</summary>
/// <param name="Automations">
/// Texts of all <c>Image-Automation</c> lines, <c>namespace/name[@instance]</c>, in order; a squash merge has several.
/// </param>
/// <param name="Policies">The last record of each policy.</param>
internal sealed record CommitRecord(IReadOnlyList<string> Automations, IReadOnlyDictionary<ObjectKey, ImageRef> Policies)
{
    /// <summary>Trailer that names the automation.</summary>
    public const string AutomationKey = "Image-Automation";

    /// <summary>Trailer that names what a policy elected; one for each policy that changed something.</summary>
    public const string PolicyKey = "Image-Policy";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Keys = [AutomationKey, PolicyKey];
}
