using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto resume KIND</c>: takes objects back to work that were suspended.</summary>
internal static class ResumeKind
{
    public static Command Create<T>(string name, string[] aliases, Answer answer, TimeProvider time, Func<T, string> result)
        where T : class, IReconciledResource<T>
    {
        var arguments = new SuspendArguments();
        var timeout = new TimeoutOption();
        var wait = new Option<bool>("--wait") { Description = "Wait for the results; by default only when one object is named.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(name, $"Take suspended {T.ResourceKind.Kind} objects back to work.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.Options.Add(wait);
        timeout.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<T>(
            parsed,
            answer,
            time,
            async (place, found, count) =>
            {
                if (!(await place.SuspendAsync(found, suspend: false, cancellationToken)).TryGet(out var stored, out var failure)) return failure;
                var waits = parsed.GetResult(wait) is null ? count == 1 : parsed.GetValue(wait);
                if (!waits)
                {
                    answer.Out.WriteLine($"resumed {T.ResourceKind.Kind} {stored.Key}");
                    return ExitCodes.Ok;
                }

                answer.Error.WriteLine($"✔ resumed {T.ResourceKind.Kind} {stored.Key}");
                return await WaitAsync(place, stored, timeout.Read(parsed), answer, time, result, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task<Result<int>> WaitAsync<T>(IPlace place, T stored, TimeSpan timeout, Answer answer, TimeProvider time, Func<T, string> result, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        answer.Error.WriteLine($"◎ waiting for {T.ResourceKind.Kind} reconciliation");
        if (!(await new ObjectRequests(place, time).WaitAsync<T>(stored.Key, token: null, timeout, cancellationToken)).TryGet(out var settled, out var failure)) return failure;
        return RunResult.Print(answer, settled, result);
    }
}
