using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto resume KIND</c>: takes objects back to work that were suspended.</summary>
internal static class ResumeKind
{
    public static Command Create<T>(string name, string[] aliases, Answer answer, TimeProvider time, Func<T, string> result)
        where T : class, IReconciledResource<T>
    {
        var arguments = new SuspendArguments();
        var timeout = new TimeoutOption();
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait for the results; by default only when one object is named.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(name, $"Take suspended {T.ResourceKind.Kind} objects back to work.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.Options.Add(wait);
        timeout.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<T>(
            parsed,
            answer,
            time,
            async (place, found, isOnlyOne) =>
            {
                var waits = parsed.GetResult(wait) is { Implicit: false } ? parsed.GetValue(wait) : isOnlyOne && found.IsSuspended;
                if (!found.IsSuspended) answer.Complain($"{T.ResourceKind.Kind} {found.Key} is not suspended");
                else if ((await place.SuspendAsync(found, suspend: false, cancellationToken)).Failure is { } failure) return failure;
                else (waits ? answer.Error : answer.Out).WriteLine($"{(waits ? "✔ " : "")}resumed {T.ResourceKind.Kind} {found.Key}");
                if (!waits) return ExitCodes.Ok;
                return await WaitAsync(place, found.Key, timeout.Read(parsed), answer, time, result, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task<Result<int>> WaitAsync<T>(
        IPlace place, ObjectKey key, TimeSpan timeout, Answer answer, TimeProvider time, Func<T, string> result,
        CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        answer.Error.WriteLine($"◎ waiting for {T.ResourceKind.Kind} reconciliation");
        if (!(await new ObjectRequests(place, time).WaitAsync<T>(key, token: null, timeout, cancellationToken))
            .TryGet(out var settled, out var failure))
            return failure;
        return RunReport.Print(answer, settled, result);
    }
}
