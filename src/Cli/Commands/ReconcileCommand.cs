using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto reconcile</c>: asks for a run now, and waits for its result.</summary>
internal static class ReconcileCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("reconcile", "Ask the running 'imgauto run' for a run now, and wait for its result.");
        command.Subcommands.Add(Kind<ImageRepository>("repository", ["imagerepository"], answer, time, r => $"scan fetched {r.Status.LastScanResult?.TagCount ?? 0} tags"));
        command.Subcommands.Add(Kind<ImagePolicy>("policy", ["imagepolicy"], answer, time, p => $"selected ref {p.Status.LatestRef}"));
        command.Subcommands.Add(Kind<ImageUpdateAutomation>("automation", ["update", "imageupdateautomation"], answer, time, a => a.Status.Find(ConditionTypes.Ready)?.Message ?? ""));
        return command;
    }

    private static Command Kind<T>(string name, string[] aliases, Answer answer, TimeProvider time, Func<T, string> result)
        where T : class, IReconciledResource<T>
    {
        var arguments = new ObjectArguments(time);
        var timeout = new Option<string>("--timeout") { Description = "How long to wait, for example 30s or 5m.", DefaultValueFactory = _ => "5m" };
        timeout.Validators.Add(r =>
        {
            if (!GoDuration.TryParse(r.GetValueOrDefault<string>(), out var given) || given.Value <= TimeSpan.Zero) r.AddError("--timeout takes a time such as 30s or 5m");
        });
        var command = new Command(name, $"Reconcile one {T.ResourceKind.Kind}.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.Options.Add(timeout);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var limit = GoDuration.TryParse(parsed.GetValue(timeout), out var given) ? given.Value : TimeSpan.Zero; // validated above
            return await RunAsync(parsed, arguments, limit, answer, result, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync<T>(ParseResult parsed, ObjectArguments arguments, TimeSpan timeout, Answer answer, Func<T, string> result, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var kind = T.ResourceKind.Kind;
        if (!arguments.Read<T>(parsed, answer).TryGet(out var read, out var failure)) return Fail(answer, failure);
        var (found, requests, resources) = read;
        if (found.IsSuspended)
        {
            answer.Complain($"resource is suspended: {ObjectArguments.SuspendAdvice(resources, T.ResourceKind, found.Key, suspend: false)}");
            return ExitCodes.Failed;
        }

        if (!requests.IsServed())
        {
            answer.Complain("no 'imgauto run' works on this folder and state; start it, or use 'imgauto run DIR --once' for a single pass");
            return ExitCodes.Failed;
        }

        answer.Error.WriteLine($"► annotating {kind} {found.Key}");
        if (!(await requests.AskAsync<T>(found.Key, _ => new Dictionary<string, string>(), cancellationToken)).TryGet(out var token, out failure)) return Fail(answer, failure);
        answer.Error.WriteLine($"◎ waiting for {kind} reconciliation");
        if (!(await requests.WaitAsync<T>(found.Key, token, timeout, cancellationToken)).TryGet(out var settled, out failure)) return Fail(answer, failure);
        if (settled.Conditioned.IsReady)
        {
            answer.Out.WriteLine(result(settled));
            return ExitCodes.Ok;
        }

        answer.Complain($"{kind} reconciliation failed: '{settled.Conditioned.Find(ConditionTypes.Ready)?.Message}'");
        return ExitCodes.Failed;
    }

    private static int Fail(Answer answer, Failure failure)
    {
        answer.Complain(failure.Message);
        return ExitCodes.Failed;
    }
}
