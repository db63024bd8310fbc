using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The arguments of commands that are about one object.</summary>
internal sealed class ObjectArguments(TimeProvider time)
{
    private readonly PlaceArguments place = new();
    private readonly Argument<string> name = new("NAME") { Description = "Name of the object, or namespace/name." };
    private readonly Option<string?> ns = new("--namespace", "-n")
    {
        Description = "Its namespace; on a cluster by default the context's.",
    };

    /// <param name="command">Takes the arguments.</param>
    /// <param name="hasCommands">Whether the name stands where a command may stand, too: the help would put both in a row.</param>
    public void AddTo(Command command, bool hasCommands = false)
    {
        name.Hidden = hasCommands;
        command.Arguments.Add(name);
        command.Options.Add(ns);
        NamedObjects.Check(command, name, ns);
        place.AddTo(command);
    }

    /// <summary>Refuses the name before a command.</summary>
    public void RefuseBefore(Command command) => command.Validators.Add(r =>
    {
        if (r.GetResult(name) is { Tokens.Count: > 0 } given)
            r.AddError($"'{given.Tokens[0].Value}' before '{command.Name}' is one too many");
    });

    /// <summary>Finds the object and works on it; a failure is told on stderr.</summary>
    public Task<int> RunAsync<T>(
        ParseResult parsed, Answer answer, Func<IPlace, T, Task<Result<int>>> work, CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        place.RunAsync(parsed, answer, time, async where =>
            (await where.FindAsync<T>(NamedObjects.Of(parsed.GetRequiredValue(name), parsed.GetValue(ns)), cancellationToken))
            .TryGet(out var found, out var failure)
                ? await work(where, found)
                : failure);
}
