using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The arguments of commands that are about some objects of a kind, or all of them.</summary>
internal sealed class SuspendArguments
{
    private readonly PlaceArguments place = new();
    private readonly Argument<string[]> names = new("NAME")
    {
        Description = "Names of objects, or namespace/name.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> ns = new("--namespace", "-n")
    {
        Description = "Their namespace; on a cluster by default the context's.",
    };
    private readonly Option<bool> everywhere = new("--all-namespaces", "-A") { Description = "With --all: in all namespaces." };
    private readonly Option<bool> all = new("--all") { Description = "All objects of the namespace." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(names);
        command.Options.Add(ns);
        command.Options.Add(everywhere);
        command.Options.Add(all);
        place.AddTo(command);
        NamedObjects.Check(command, names, ns);
        command.Validators.Add(r =>
        {
            var named = r.GetValue(names) is { Length: > 0 };
            if (r.GetValue(all) == named) r.AddError("name objects, or give --all");
            else if (r.GetValue(everywhere) && !r.GetValue(all)) r.AddError("--all-namespaces needs --all");
        });
    }

    /// <summary>
    /// Finds the objects, all of them before anything is done, and works on each; the first failure is told, and ends it.
    /// </summary>
    /// <param name="parsed">The call.</param>
    /// <param name="answer">Takes complaints.</param>
    /// <param name="time">Time.</param>
    /// <param name="work">Works on one object, told whether it is the only one that was named, and gives the exit code.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<int> RunAsync<T>(
        ParseResult parsed, Answer answer, TimeProvider time, Func<IPlace, T, bool, Task<Result<int>>> work,
        CancellationToken cancellationToken)
        where T : class, IReconciledResource<T> =>
        place.RunAsync(parsed, answer, time, async where =>
        {
            if (!(await FindAsync<T>(where, parsed, answer, cancellationToken)).TryGet(out var found, out var failure)) return failure;
            var worst = ExitCodes.Ok;
            foreach (var one in found)
            {
                if (!(await work(where, one, found.Count == 1 && !parsed.GetValue(all))).TryGet(out var code, out failure)) return failure;
                worst = Math.Max(worst, code);
            }

            return worst;
        });

    private async Task<Result<IReadOnlyList<T>>> FindAsync<T>(
        IPlace where, ParseResult parsed, Answer answer, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        if (parsed.GetValue(all))
        {
            var scope = parsed.GetValue(ns) ?? (parsed.GetValue(everywhere) ? null : where.DefaultNamespace);
            if (!(await where.ReadAsync(new ViewQuery
            {
                Kinds = [T.ResourceKind],
                Namespace = scope,
            }, cancellationToken)).TryGet(out var view, out var failure)) return failure;
            var there = view.List<T>().Where(o => scope is null || o.Metadata.Namespace == scope).ToList();
            if (there.Count == 0) answer.Error.WriteLine(ObjectFinder.None(T.ResourceKind, scope));
            return there;
        }

        var found = new List<T>();
        foreach (var name in parsed.GetValue(names) ?? [])
        {
            if (!(await where.FindAsync<T>(NamedObjects.Of(name, parsed.GetValue(ns)), cancellationToken))
                .TryGet(out var one, out var failure))
                return failure;
            found.Add(one);
        }

        return found;
    }
}
