using System.CommandLine;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Cli.Commands;

/// <summary>How long a command waits.</summary>
internal sealed class TimeoutOption
{
    private readonly Option<string> option = new("--timeout")
    {
        Description = "How long to wait, for example 30s or 5m.",
        DefaultValueFactory = _ => "5m",
    };

    public TimeoutOption() => option.Validators.Add(r =>
    {
        if (!GoDuration.TryParse(r.GetValueOrDefault<string>(), out var given) || given.Value <= TimeSpan.Zero)
            r.AddError("--timeout takes a time such as 30s or 5m");
    });

    public void AddTo(Command command) => command.Options.Add(option);

    // validated above
    public TimeSpan Read(ParseResult parsed) => GoDuration.TryParse(parsed.GetValue(option), out var given) ? given.Value : TimeSpan.Zero;
}
