using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources.Folder;

namespace ImageAutomation.Cli.Commands;

/// <summary>The arguments of commands that are about one object of a folder.</summary>
internal sealed class ObjectArguments(TimeProvider time)
{
    private readonly FolderArguments folder = new();
    private readonly Argument<string> name = new("NAME") { Description = "Name of the object, or namespace/name." };
    private readonly Option<string?> ns = new("--namespace", "-n") { Description = "Its namespace." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        command.Options.Add(ns);
        folder.AddTo(command);
    }

    /// <summary>Finds the object.</summary>
    public Result<(T Object, FolderRequests Requests, string Resources)> Read<T>(ParseResult parsed, Answer answer)
        where T : class, IResource<T>
    {
        var (resources, state) = folder.Read(parsed);
        if (!FolderView.Read(resources, state, time.GetUtcNow()).TryGet(out var view, out var failure)) return failure;
        foreach (var problem in view.Problems) answer.Complain(problem.ToString());
        if (!ObjectFinder.Find<T>(view, parsed.GetRequiredValue(name), parsed.GetValue(ns)).TryGet(out var found, out failure)) return failure;
        return (found, new FolderRequests(resources, state, time), resources);
    }

    /// <summary>Why <c>spec.suspend</c> is not changed here, and where to change it.</summary>
    public static string SuspendAdvice(string resources, ResourceKind kind, ObjectKey key, bool suspend) =>
        $"spec.suspend of {kind.Kind} {key} is declared in your file {DeclaringFile.Find(resources, kind, key) ?? $"below {resources}"}, which imgauto never edits: set 'suspend: {(suspend ? "true" : "false")}' there; a running 'imgauto run' takes it over at once";
}
