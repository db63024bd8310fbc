using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Commits.Templates;
using ImageAutomation.ImageUpdater.Commits.Templates.Functions;

namespace ImageAutomation.ImageUpdater.Commits;

/// <summary>A parsed <c>messageTemplate</c>: Go's template language with the functions that messages may use. Safe to share.</summary>
/// <remarks>No template text and no data makes it throw, run without end or use unbounded memory.
/// Source: Go <c>text/template</c>, sprig 3.3 (the hermetic functions).</remarks>
public sealed class MessageTemplate
{
    /// <summary>The text that stands for an empty template.</summary>
    public const string FixedText = "Update from image update automation";

    /// <summary>Longest template, in bytes of UTF-8.</summary>
    public const int MaxTemplateBytes = 256 * 1024;

    private const int MaxProblemLength = 2_000;

    private readonly string source;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Node>> templates;

    private MessageTemplate(string source, IReadOnlyDictionary<string, IReadOnlyList<Node>> templates)
    {
        this.source = source;
        this.templates = templates;
    }

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template; empty means <see cref="FixedText"/>.</param>
    /// <returns>The template, or a failure with reason <c>GitOperationFailed</c> that names line and column.</returns>
    public static Result<MessageTemplate> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var source = ByteText.FromText(text);
        if (source.Length > MaxTemplateBytes) return ParseFailure($"template: {SourcePlace.TemplateName}: longer than {MaxTemplateBytes} bytes", null);
        try
        {
            return new MessageTemplate(source, Parser.Parse(source, FunctionTable.All));
        }
        catch (TemplateStop e)
        {
            return ParseFailure(ByteText.ToText(e.Message), e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return ParseFailure($"template: {SourcePlace.TemplateName}: nested too deeply", e);
        }
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
        if (source.Length == 0) return FixedText;
        try
        {
            options ??= new RenderOptions();
            var budget = new RenderBudget(options.Limits, time ?? TimeProvider.System);
            var root = TemplateTypes.Root(data);
            if (options.WithRemovedFields) root = OldViewTypes.Extend(root, data);
            return ByteText.ToText(Evaluator.Run(source, templates, FunctionTable.All, root, budget));
        }
        catch (TemplateStop e) when (e.RemovedField is { } field)
        {
            return Failure.Terminal(Reasons.RemovedTemplateField, RemovedFields.Advice(field), e);
        }
        catch (TemplateStop e)
        {
            return RenderFailure(ByteText.ToText(e.Message), e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return RenderFailure($"template: {SourcePlace.TemplateName}: nested too deeply", e);
        }
    }

    // A template can fail with a text of its own making, and the failure ends up in a condition.
    private static string Cut(string message) => message.Length <= MaxProblemLength ? message : message[..MaxProblemLength] + "...";

    private static Failure ParseFailure(string message, Exception? cause) =>
        Failure.Transient(Reasons.GitOperationFailed, $"unable to create commit message template from spec: {Cut(message)}", cause);

    private static Failure RenderFailure(string message, Exception cause) =>
        Failure.Transient(Reasons.GitOperationFailed, $"failed to run template from spec: {Cut(message)}", cause);
}
