using System.Globalization;
using ImageAutomation.Languages.Cel.Checking;
using ImageAutomation.Languages.Cel.Syntax;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Languages.Cel;

/// <summary>A compiled expression of the Common Expression Language, as Flux accepts it in filters of receivers. Safe to share.</summary>
/// <remarks>
/// Standard library, optional values, and the libraries of strings, sets and encoders; numbers of different types compare by value;
/// literals of lists and maps hold one type; times are UTC. No messages of protobuf. No text and no value makes it throw, run without
/// end or use unbounded memory. Source: fluxcd/pkg, runtime/cel/expression.go; google/cel-spec.
/// </remarks>
public sealed class CelExpression
{
    /// <summary>Reason of a text that is no expression, or not one of the type that is wanted.</summary>
    public const string InvalidExpression = "InvalidCELExpression";

    /// <summary>Reason of an expression that failed while it ran.</summary>
    public const string ExpressionFailed = "CELExpressionFailed";

    /// <summary>Longest expression, in UTF-16 units.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Steps of one evaluation; work that grows with texts and lists counts by their size.</summary>
    public const int MaxSteps = CelBudget.MaxSteps;

    private readonly Node root;

    private CelExpression(string text, Node root, CelType type) => (Text, this.root, StaticType) = (text, root, type);

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>The type that it has whatever the variables are.</summary>
    internal CelType StaticType { get; }

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression, up to <see cref="MaxLength"/> long and <see cref="Parser.MaxNesting"/> brackets deep.</param>
    /// <param name="variables">Names of its variables, each a map from texts to anything.</param>
    /// <param name="result">What it has to yield.</param>
    /// <returns>The expression, or a terminal failure with reason <see cref="InvalidExpression"/> that names line and column.</returns>
    public static Result<CelExpression> Compile(string text, IReadOnlyCollection<string> variables, CelResultType result)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var map = CelType.Map(CelType.String, CelType.Dyn);
        var types = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var name in variables) types[name] = map;
        return Compile(text, types, mayMix: false).Then(expression =>
            result == CelResultType.Bool && expression.StaticType.Kind != CelKind.Bool
                ? Failure.Terminal(InvalidExpression, $"CEL expression output type mismatch: expected bool, got {expression.StaticType}")
                : (Result<CelExpression>)expression);
    }

    /// <summary>Runs an expression that yields a bool.</summary>
    /// <param name="variables">Values of all its variables.</param>
    /// <returns>The bool, or a transient failure with reason <see cref="ExpressionFailed"/>: other values may do better.</returns>
    public Result<bool> Evaluate(IReadOnlyDictionary<string, CelValue> variables) => EvaluateValue(variables).Then(value =>
        value is CelBool flag ? flag.Value
        : (Result<bool>)Failure.Transient(ExpressionFailed, $"failed to evaluate CEL expression as boolean: '{CelText.Cut(Text)}'"));

    /// <summary>Runs an expression for a value that later expressions may use.</summary>
    /// <param name="variables">Values of all its variables.</param>
    /// <returns>The value, or a transient failure with reason <see cref="ExpressionFailed"/>.</returns>
    public Result<CelValue> EvaluateValue(IReadOnlyDictionary<string, CelValue> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        try
        {
            var value = new Interpreter(variables, new CelBudget()).Run(root);
            return value is CelError error ? Failed(error.Message) : value;
        }
        catch (CelException e)
        {
            return Failed(e.Message, e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return Failed("values are nested too deeply", e);
        }
    }

    /// <summary>Compiles an expression whose variables have types of their own.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="variables">Types of its variables.</param>
    /// <param name="mayMix">Whether literals of lists and maps may mix types, as the language has it by itself.</param>
    internal static Result<CelExpression> Compile(string text, IReadOnlyDictionary<string, CelType> variables, bool mayMix)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) return Invalid(text, $"longer than {MaxLength} characters", MaxLength);
        try
        {
            var root = Parser.Parse(text);
            var types = Checker.Check(root, variables);
            new LiteralRules(types, mayMix).Check(root);
            Constants.Prepare(root);
            return new CelExpression(text, root, types[root]);
        }
        catch (CelException e)
        {
            return Invalid(text, e.Message, e.Position, e);
        }
        catch (InsufficientExecutionStackException e)
        {
            return Invalid(text, "nested too deeply", 0, e);
        }
    }

    private static Failure Invalid(string text, string message, int position, Exception? cause = null)
    {
        var before = text.AsSpan(0, Math.Clamp(position, 0, text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        var place = string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
        return Failure.Terminal(
            InvalidExpression, $"failed to parse the CEL expression '{CelText.Cut(text)}': {place}: {message}", cause);
    }

    private Failure Failed(string message, Exception? cause = null) =>
        Failure.Transient(ExpressionFailed, $"failed to evaluate the CEL expression '{CelText.Cut(Text)}': {message}", cause);
}
