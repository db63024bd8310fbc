using ImageAutomation.Languages.GoTemplates;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>How a message template is rendered.</summary>
public sealed record RenderOptions
{
    /// <summary>Bounds of one rendering.</summary>
    public RenderLimits Limits { get; init; } = new();

    /// <summary>Whether templates may read <c>.Updated</c> and <c>.Changed.ImageResult</c>, which the reference has removed. Default false:
    /// reading them fails with reason <c>RemovedTemplateField</c>.</summary>
    public bool WithRemovedFields { get; init; }
}
