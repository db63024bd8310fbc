using ImageAutomation.Languages.GoTemplates.Functions;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A parsed template of Go's <c>text/template</c> with the hermetic functions of sprig 3.3. Safe to share.</summary>
/// <remarks>No template text and no data makes it throw, run without end or use unbounded memory.</remarks>
public sealed class GoTemplate
{
    /// <summary>Reason of a text that is no template.</summary>
    public const string InvalidTemplate = "InvalidTemplate";

    /// <summary>Reason of a template that failed while it ran.</summary>
    public const string TemplateFailed = "TemplateFailed";

    /// <summary>Longest template, in bytes of UTF-8.</summary>
    public const int MaxTemplateBytes = 256 * 1024;

    private readonly TemplateSource source;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Node>> templates;

    private GoTemplate(TemplateSource source, IReadOnlyDictionary<string, IReadOnlyList<Node>> templates)
    {
        this.source = source;
        this.templates = templates;
    }

    /// <summary>Whether the text was empty.</summary>
    public bool IsEmpty => source.Text.Length == 0;

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="name">Its name in error texts.</param>
    /// <returns>The template, or a terminal failure with reason <see cref="InvalidTemplate"/> that names line and column.</returns>
    public static Result<GoTemplate> Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        var source = new TemplateSource(name, ByteText.FromText(text));
        if (source.Text.Length > MaxTemplateBytes)
            return Failure.Terminal(InvalidTemplate, $"template: {name}: longer than {MaxTemplateBytes} bytes");
        try
        {
            return new GoTemplate(source, Parser.Parse(source, FunctionTable.All));
        }
        catch (TemplateException e)
        {
            return Failure.Terminal(InvalidTemplate, ByteText.ToText(e.Message), e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return Failure.Terminal(InvalidTemplate, $"template: {name}: nested too deeply", e);
        }
    }

    /// <summary>Renders the template.</summary>
    /// <param name="dot">Makes the value of the dot; called once.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">Clock for the time bound and for <c>ago</c>.</param>
    /// <returns>The text as it is, bytes that are not UTF-8 replaced by U+FFFD; or a terminal failure with reason
    /// <see cref="TemplateFailed"/>,
    /// line and column, whose cause is a <see cref="TemplateException"/> where the template itself failed.</returns>
    public Result<string> Render(Func<GoValue> dot, RenderLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(dot);
        try
        {
            var budget = new RenderBudget(limits, time);
            return ByteText.ToText(Evaluator.Run(source, templates, FunctionTable.All, dot(), budget));
        }
        catch (TemplateException e)
        {
            return Failure.Terminal(TemplateFailed, ByteText.ToText(e.Message), e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return Failure.Terminal(TemplateFailed, $"template: {source.Name}: nested too deeply", e);
        }
    }
}
