using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Spec of an <see cref="ImageUpdateAutomation"/>.</summary>
public sealed record ImageUpdateAutomationSpec
{
    /// <summary>
    /// What an object has that was stored without a spec, which the CRDs allow: every required field is empty, so that its condition can
    /// say so.
    /// </summary>
    internal static readonly ImageUpdateAutomationSpec Missing = new() { SourceRef = new() { Name = "" }, Interval = default };

    /// <summary>The Git repository to update.</summary>
    public required SourceReference SourceRef { get; init; }

    /// <summary>Checkout, commit and push settings; absent is an <c>InvalidSourceConfiguration</c>.</summary>
    public GitSpec? Git { get; init; }

    /// <summary>Time between runs that nothing else causes.</summary>
    public required GoDuration Interval { get; init; }

    /// <summary>Selects policies of the namespace; null selects all.</summary>
    public LabelSelector? PolicySelector { get; init; }

    /// <summary>How and where files are edited; null means Setters everywhere.</summary>
    public UpdateStrategy? Update { get; init; }

    /// <summary>Whether the automation is at rest.</summary>
    public bool Suspend { get; init; }
}
