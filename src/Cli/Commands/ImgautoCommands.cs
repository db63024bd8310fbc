using System.CommandLine;
using System.CommandLine.Invocation;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary>All commands of <c>imgauto</c>, and the frame around each call: no stack trace ever reaches a user.</summary>
internal static class ImgautoCommands
{
    /// <summary>Environment variable that adds the stack to the message of an unexpected error.</summary>
    public const string DebugVariable = "IMGAUTO_DEBUG";

    private const int Cancelled = 130;

    public static RootCommand Create(Answer answer, TimeProvider time)
    {
        var root = new RootCommand(
            "Keeps container images in Git up to date: watches registries, elects tags, edits manifests, commits and pushes.");
        root.Subcommands.Add(RunCommand.Create(answer, time));
        root.Subcommands.Add(GetCommand.Create(answer, time));
        root.Subcommands.Add(DescribeCommand.Create(answer, time));
        root.Subcommands.Add(EventsCommand.Create(answer, time));
        root.Subcommands.Add(ExplainCommand.Create(answer, time));
        root.Subcommands.Add(ReconcileCommand.Create(answer, time));
        root.Subcommands.Add(ResumeCommand.Create(answer, time));
        root.Subcommands.Add(SuspendCommand.Create(answer, time));
        root.Subcommands.Add(WithdrawCommand.Create(answer, time));
        root.Subcommands.Add(ReceiverCommand.Create(answer, time));
        root.Subcommands.Add(PlanCommand.Create(answer, time));
        root.Subcommands.Add(AdoptCommand.Create(answer));
        root.Subcommands.Add(PolicyCommand.Create(answer));
        root.Subcommands.Add(MessageCommand.Create(answer, time));
        root.Subcommands.Add(CompletionCommand.Create(answer));
        root.Subcommands.Add(VersionCommand.Create(answer));
        RefuseUnknownOptions(root);
        return root;
    }

    // The library takes an option that it does not know for the value of an argument.
    private static void RefuseUnknownOptions(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(r =>
            {
                foreach (var token in r.Tokens.Where(t => t.Value is ['-', _, ..])) r.AddError($"Unrecognized option '{token.Value}'.");
            });
        }

        foreach (var sub in command.Subcommands) RefuseUnknownOptions(sub);
    }

    /// <summary>Runs one call.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, Answer answer, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var parsed = Create(answer, time).Parse(args);
        if (parsed.Action is ParseErrorAction && parsed.Errors.Count > 0)
        {
            // The library would print the help to stdout, which holds answers only.
            foreach (var error in parsed.Errors) answer.Complain(error.Message);
            answer.Error.WriteLine($"Run '{Path(parsed.CommandResult)} --help' for usage.");
            return ExitCodes.Failed;
        }

        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = answer.Out,
                Error = answer.Error,
                EnableDefaultExceptionHandler = false,
            }, cancellationToken);
            answer.Flush();
            return code;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
#pragma warning disable CA1031 // the last line of defence: whatever went wrong is said in one line
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer.Complain(e.Message);
            if (IsDebugging(args)) answer.Error.WriteLine(e.ToString());
            else answer.Error.WriteLine($"This was not expected; set {DebugVariable}=1 to see where it happened.");
            return ExitCodes.Failed;
        }
    }

    private static bool IsDebugging(IReadOnlyList<string> args)
    {
        if (Environment.GetEnvironmentVariable(DebugVariable) is { Length: > 0 } set && set != "0") return true;
        for (var i = 0; i < args.Count; i++)
        {
            var value = args[i].StartsWith("--log-level=", StringComparison.Ordinal) ? args[i]["--log-level=".Length..]
                : args[i] == "--log-level" && i + 1 < args.Count ? args[i + 1]
                : null;
            if (value is "debug" or "trace") return true;
        }

        return false;
    }

    private static string Path(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new List<string>();
        for (; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult command)
                names.Insert(0, command.Command is RootCommand ? "imgauto" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
