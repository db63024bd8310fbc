using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Mirrors;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>One try of a run: what is asked for, on which base, in which mirror.</summary>
/// <param name="Mirror">Mirror of the repository.</param>
/// <param name="Request">What is asked for.</param>
/// <param name="From">What the try plans on.</param>
internal sealed record PublishRun(GitMirror Mirror, PublishRequest Request, PublishBase From)
{
    /// <summary>The automation.</summary>
    public ObjectKey Automation => Request.Automation.Key;

    /// <summary>Checkout, push branch, path.</summary>
    public PublishPlan Plan => Request.Plan;
}
