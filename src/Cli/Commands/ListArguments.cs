using System.CommandLine;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Sources.Folder;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of commands that list things of a folder.</summary>
internal sealed class ListArguments
{
    private readonly FolderArguments folder = new();
    private readonly Option<string?> ns = new("--namespace", "-n") { Description = "Only this namespace." };
    private readonly Option<bool> all = new("--all-namespaces", "-A") { Description = "Show the namespace column." };
    private readonly Option<bool> noHeader = new("--no-header") { Description = "Leave the header line out." };
    private readonly Option<OutputFormat> output = new("--output", "-o") { Description = "table, json or yaml.", DefaultValueFactory = _ => OutputFormat.Table };

    public void AddTo(Command command)
    {
        folder.AddTo(command);
        command.Options.Add(ns);
        command.Options.Add(all);
        command.Options.Add(noHeader);
        command.Options.Add(output);
    }

    public int Run(ParseResult parsed, Answer answer, TimeProvider time, Action<FolderView, Scope> print)
    {
        var (resources, state) = folder.Read(parsed);
        if (!FolderView.Read(resources, state, time.GetUtcNow()).TryGet(out var view, out var failure))
        {
            answer.Complain(failure.Message);
            return ExitCodes.Failed;
        }

        foreach (var problem in view.Problems) answer.Complain(problem.ToString());
        var only = parsed.GetValue(ns);
        var namespaces = new[] { ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy, ResourceKinds.ImageUpdateAutomation }
            .SelectMany(view.Json).Select(j => (string?)j["metadata"]?["namespace"]).Distinct().Count();
        print(view, new Scope(only, parsed.GetValue(all) || (only is null && namespaces > 1), parsed.GetValue(noHeader), parsed.GetValue(output)));
        return ExitCodes.Ok;
    }

    /// <summary>What of the folder is shown, and how.</summary>
    internal sealed record Scope(string? Namespace, bool ShowsNamespace, bool NoHeader, OutputFormat Format)
    {
        public bool Includes(JsonObject json) => Namespace is null || (string?)json["metadata"]?["namespace"] == Namespace;

        public bool Includes(IResource resource) => Namespace is null || resource.Metadata.Namespace == Namespace;
    }
}
