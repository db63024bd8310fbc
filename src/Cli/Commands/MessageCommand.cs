using System.CommandLine;
using ImageAutomation.Cli.Batches;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto message</c>: commit messages by hand.</summary>
internal static class MessageCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var batch = new Option<bool>("--batch") { Description = "Read requests as JSON lines from stdin and answer each with one line." };
        var render = new Command("render", "Render commit message templates.") { batch };
        render.Validators.Add(r =>
        {
            if (!r.GetValue(batch)) r.AddError("--batch is missing: requests are read as JSON lines from stdin");
        });
        render.SetAction((_, cancellationToken) => BatchLoop.RunAsync(answer, line => MessageBatch.Answer(line, time), cancellationToken));
        return new Command("message", "Try commit message templates.") { render };
    }
}
