using System.CommandLine;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Cli.Commands;

/// <summary>An option that is a length of time.</summary>
internal sealed class DurationOption
{
    private readonly TimeSpan shortest;

    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="value">The default.</param>
    /// <param name="shortest">Least that is taken.</param>
    public DurationOption(string name, string description, TimeSpan value, TimeSpan shortest)
    {
        this.shortest = shortest;
        Option = new Option<string>(name)
        {
            HelpName = "duration",
            Description = description,
            DefaultValueFactory = _ => GoDuration.Format(value),
        };
        Option.Validators.Add(r =>
        {
            if (!GoDuration.TryParse(r.GetValueOrDefault<string>(), out var given) || given.Value < this.shortest)
                r.AddError(
                    $"{name} takes a time such as 90s or "
                        + $"2h{(this.shortest > TimeSpan.Zero ? $", at least {GoDuration.Format(this.shortest)}" : "")}");
        });
    }

    public Option<string> Option { get; }

    // validated above
    public TimeSpan Read(ParseResult parsed) => GoDuration.TryParse(parsed.GetValue(Option), out var given) ? given.Value : shortest;
}
