using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>A parsed <c>messageTemplate</c>: Go's template language with the functions that messages may use. Safe to share.</summary>
/// <remarks>No template text and no data makes it throw, run without end or use unbounded memory.</remarks>
public sealed class MessageTemplate
{
    /// <summary>The text that stands for an empty template.</summary>
    public const string FixedText = "Update from image update automation";

    /// <summary>Longest template, in bytes of UTF-8.</summary>
    public const int MaxTemplateBytes = GoTemplate.MaxTemplateBytes;

    private const string TemplateName = "commit message";
    private const int MaxProblemLength = 2_000;

    private readonly GoTemplate template;

    private MessageTemplate(GoTemplate template) => this.template = template;

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template; empty means <see cref="FixedText"/>.</param>
    /// <returns>The template, or a failure with reason <c>GitOperationFailed</c> that names line and column.</returns>
    public static Result<MessageTemplate> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return GoTemplate.Parse(text, TemplateName).TryGet(out var template, out var failure)
            ? new MessageTemplate(template)
            : Failed("unable to create commit message template from spec", failure);
    }

    /// <summary>Renders a message.</summary>
    /// <param name="data">What the template sees.</param>
    /// <param name="options">How to render; null for the defaults.</param>
    /// <param name="time">Clock for the time bound and for <c>ago</c>; null for the system's.</param>
    /// <returns>The text as it is, bytes that are not UTF-8 replaced by U+FFFD; or a failure: reason <c>RemovedTemplateField</c>
    /// (terminal) when the template reads a field of earlier API versions, else <c>GitOperationFailed</c>, with line and column.</returns>
    public Result<string> Render(MessageData data, RenderOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (template.IsEmpty) return FixedText;
        options ??= new RenderOptions();
        var rendered = template.Render(() => Dot(data, options), options.Limits, time ?? TimeProvider.System);
        if (rendered.Failure is not { } failure) return rendered;
        return failure.Cause is TemplateException { Missing: { } missing } && RemovedFields.Find(missing) is { } field
            ? Failure.Terminal(Reasons.RemovedTemplateField, RemovedFields.Advice(field), failure.Cause)
            : Failed("failed to run template from spec", failure);
    }

    private static GoValue Dot(MessageData data, RenderOptions options)
    {
        var root = TemplateTypes.Root(data);
        return options.WithRemovedFields ? OldViewTypes.Extend(root, data) : root;
    }

    private static Failure Failed(string what, Failure failure) =>
        Failure.Transient(Reasons.GitOperationFailed, $"{what}: {Cut(failure.Message)}", failure.Cause);

    // A template can fail with a text of its own making, and the failure ends up in a condition.
    private static string Cut(string message) => message.Length <= MaxProblemLength ? message : message[..MaxProblemLength] + "...";
}
