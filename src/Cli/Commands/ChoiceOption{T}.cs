using System.CommandLine;
using System.CommandLine.Completions;

namespace ImageAutomation.Cli.Commands;

/// <summary>An option that takes one of a few words; case plays no part.</summary>
/// <typeparam name="T">What a word means.</typeparam>
internal class ChoiceOption<T>
{
    private readonly IReadOnlyList<(string Word, T Value)> choices;

    /// <param name="name">Name of the option, with its dashes.</param>
    /// <param name="alias">Short name; null for none.</param>
    /// <param name="description">Its help.</param>
    /// <param name="choices">The words; the first is the default.</param>
    public ChoiceOption(string name, string? alias, string description, params IReadOnlyList<(string Word, T Value)> choices)
    {
        this.choices = choices;
        Option = new Option<string>(name, alias is null ? [] : [alias])
        {
            Description = description,
            DefaultValueFactory = _ => choices[0].Word,
        };
        Option.CompletionSources.Add(_ => choices.Select(c => new CompletionItem(c.Word)));
        Option.Validators.Add(r =>
        {
            foreach (var token in r.Tokens.Where(t => !choices.Any(c => Is(c.Word, t.Value))))
                r.AddError($"{name} '{token.Value}' is not one of {string.Join(", ", choices.Select(c => c.Word))}");
        });
    }

    public Option<string> Option { get; }

    public T Read(ParseResult parsed) => choices.First(c => Is(c.Word, parsed.GetRequiredValue(Option))).Value; // validated above

    private static bool Is(string word, string given) => string.Equals(word, given, StringComparison.OrdinalIgnoreCase);
}
