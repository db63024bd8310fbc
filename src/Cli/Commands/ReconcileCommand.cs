using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto reconcile</c>: asks for a run now, and waits for its result.</summary>
internal static class ReconcileCommand
{
    private const string Suspended = nameof(Suspended);

    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("reconcile", "Ask the running controllers, or 'imgauto run', for a run now, and wait for its result.");
        command.Subcommands.Add(Kind<ImageRepository>("repository", ["imagerepository"], answer, time, RunReport.Of));
        command.Subcommands.Add(Kind<ImagePolicy>("policy", ["imagepolicy"], answer, time, RunReport.Of));
        command.Subcommands.Add(Kind<ImageUpdateAutomation>("automation", ["update", "imageupdateautomation"], answer, time, RunReport.Of));
        return command;
    }

    private static Command Kind<T>(string name, string[] aliases, Answer answer, TimeProvider time, Func<T, string> result)
        where T : class, IReconciledResource<T>
    {
        var arguments = new ObjectArguments(time);
        var timeout = new TimeoutOption();
        var command = new Command(name, $"Reconcile one {T.ResourceKind.Kind}.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        timeout.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<T>(
            parsed, answer,
            (place, found) =>
                RunAsync(place, found, new ObjectRequests(place, time), timeout.Read(parsed), answer, result, cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<Result<int>> RunAsync<T>(
        IPlace place, T found, ObjectRequests requests, TimeSpan timeout, Answer answer, Func<T, string> result,
        CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var kind = T.ResourceKind.Kind;
        if (found.IsSuspended)
            return Failure.Terminal(Suspended, $"resource is suspended: {place.ResumeAdvice(T.ResourceKind, found.Key)}");
        if (place.NotServed() is { } idle) return idle;
        answer.Error.WriteLine($"► annotating {kind} {found.Key}");
        if (!(await requests.AskAsync(found, _ => new Dictionary<string, string>(), cancellationToken))
            .TryGet(out var token, out var failure))
            return failure;
        answer.Error.WriteLine($"◎ waiting for {kind} reconciliation");
        if (!(await requests.WaitAsync<T>(found.Key, token, timeout, cancellationToken)).TryGet(out var settled, out failure))
            return failure;
        return RunReport.Print(answer, settled, result);
    }
}
