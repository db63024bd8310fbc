using System.CommandLine;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources.Folder;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of commands that list things of a folder.</summary>
internal sealed class ListArguments
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private readonly FolderArguments folder = new();
    private readonly Option<string?> ns = new("--namespace", "-n") { Description = "Only this namespace." };
    private readonly Option<bool> all = new("--all-namespaces", "-A") { Description = "Show the namespace column." };
    private readonly Option<bool> noHeader = new("--no-header") { Description = "Leave the header line out." };
    private readonly Option<OutputFormat> output = new("--output", "-o") { Description = "table, json or yaml.", DefaultValueFactory = _ => OutputFormat.Table };
    private readonly Option<string?> labels = new("--label-selector", "-l") { Description = "Only objects with these labels, for example app=web." };
    private readonly Option<string?> status = new("--status-selector") { Description = "Only objects with this condition, for example ready=false." };
    private readonly Option<bool> watch = new("--watch", "-w") { Description = "Go on, and show what changes." };
    private readonly Argument<string[]> names = new("NAME") { Description = "Only these objects.", Arity = ArgumentArity.ZeroOrMore };
    private bool hasSelectors;
    private bool hasNames;

    /// <param name="command">Takes the options.</param>
    /// <param name="selectors">Whether objects can be selected by label and condition.</param>
    /// <param name="named">Whether objects can be named and watched.</param>
    public void AddTo(Command command, bool selectors = false, bool named = false)
    {
        folder.AddTo(command);
        command.Options.Add(ns);
        command.Options.Add(all);
        command.Options.Add(noHeader);
        command.Options.Add(output);
        hasSelectors = selectors;
        hasNames = named;
        if (selectors)
        {
            command.Options.Add(labels);
            command.Options.Add(status);
        }

        if (!named) return;
        command.Arguments.Add(names);
        command.Options.Add(watch);
    }

    /// <summary>Reads the folder and prints, once or, when asked to watch, until cancelled.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="answer">Takes complaints.</param>
    /// <param name="time">Time.</param>
    /// <param name="print">Prints and gives the exit code.</param>
    /// <param name="cancellationToken">Ends a watch.</param>
    public async Task<int> RunAsync(ParseResult parsed, Answer answer, TimeProvider time, Func<FolderView, Scope, int> print, CancellationToken cancellationToken)
    {
        if (!Scoped(parsed).TryGet(out var scope, out var failure)) return Fail(answer, failure);
        var complained = new HashSet<string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(WatchEvery, time);
        while (true)
        {
            var (resources, state) = folder.Read(parsed);
            if (!FolderView.Read(resources, state, time.GetUtcNow()).TryGet(out var view, out failure)) return Fail(answer, failure);
            foreach (var problem in view.Problems.Select(p => p.ToString()).Where(complained.Add)) answer.Complain(problem);
            var code = print(view, scope with { ShowsNamespace = parsed.GetValue(all) || (scope.Namespace is null && Namespaces(view) > 1) });
            answer.Flush();
            if (!hasNames || !parsed.GetValue(watch)) return code;
            scope = scope with { Shown = scope.Shown ?? [], IsAgain = true };
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private Result<Scope> Scoped(ParseResult parsed)
    {
        LabelQuery? label = null;
        StatusQuery? condition = null;
        if (hasSelectors && parsed.GetValue(labels) is { } labelText && !LabelQuery.Parse(labelText).TryGet(out label, out var failure)) return failure;
        if (hasSelectors && parsed.GetValue(status) is { } statusText && !StatusQuery.Parse(statusText).TryGet(out condition, out failure)) return failure;
        return new Scope
        {
            Namespace = parsed.GetValue(ns),
            Names = hasNames ? parsed.GetValue(names) ?? [] : [],
            NoHeader = parsed.GetValue(noHeader),
            Format = parsed.GetValue(output),
            Labels = label,
            Status = condition,
            Shown = hasNames && parsed.GetValue(watch) ? [] : null,
        };
    }

    private static int Namespaces(FolderView view) => new[] { ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy, ResourceKinds.ImageUpdateAutomation }
        .SelectMany(view.Json).Select(j => (string?)j["metadata"]?["namespace"]).Distinct().Count();

    private static int Fail(Answer answer, Failure failure)
    {
        answer.Complain(failure.Message);
        return ExitCodes.Failed;
    }

    /// <summary>What of the folder is shown, and how.</summary>
    internal sealed record Scope
    {
        public string? Namespace { get; init; }

        public IReadOnlyList<string> Names { get; init; } = [];

        public bool ShowsNamespace { get; init; }

        public bool NoHeader { get; init; }

        public OutputFormat Format { get; init; }

        public LabelQuery? Labels { get; init; }

        public StatusQuery? Status { get; init; }

        /// <summary>What a watch has shown, by object; null when nothing is watched.</summary>
        public Dictionary<string, string>? Shown { get; init; }

        /// <summary>Whether a watch has shown something before.</summary>
        public bool IsAgain { get; init; }

        public bool Includes(JsonObject json)
        {
            var metadata = json["metadata"];
            return (Namespace is null || (string?)metadata?["namespace"] == Namespace)
                && (Names.Count == 0 || Names.Contains((string?)metadata?["name"]))
                && (Labels is null || Labels.Matches((metadata?["labels"] as JsonObject)?.ToDictionary(l => l.Key, l => (string?)l.Value ?? "")))
                && Status?.Matches(json) != false;
        }
    }
}
