using System.CommandLine;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of commands that list things.</summary>
internal sealed class ListArguments
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private readonly PlaceArguments place = new();
    private readonly Option<string?> ns = new("--namespace", "-n") { Description = "Only this namespace; on a cluster by default the context's." };
    private readonly Option<bool> all = new("--all-namespaces", "-A") { Description = "All namespaces, with a column for them." };
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
        place.AddTo(command);
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

    /// <summary>Reads what is there and prints, once or, when asked to watch, until cancelled.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="answer">Takes complaints.</param>
    /// <param name="time">Time.</param>
    /// <param name="query">What to read; the namespace is added here.</param>
    /// <param name="print">Prints and gives the exit code.</param>
    /// <param name="cancellationToken">Ends a watch.</param>
    public Task<int> RunAsync(ParseResult parsed, Answer answer, TimeProvider time, ViewQuery query, Func<IResourceView, Scope, int> print, CancellationToken cancellationToken) =>
        place.RunAsync(parsed, answer, time, async where =>
        {
            if (!Scoped(parsed, where).TryGet(out var scope, out var failure)) return failure;
            string? trouble = null;
            using var timer = new PeriodicTimer(WatchEvery, time);
            while (true)
            {
                var read = await where.ReadAsync(query with { Namespace = scope.Namespace }, cancellationToken);
                if (read.TryGet(out var view, out failure))
                {
                    trouble = null;
                    var several = where.ShowsSeveralNamespaces && scope.Namespace is null && Namespaces(view) > 1;
                    var code = print(view, scope with { ShowsNamespace = parsed.GetValue(all) || several });
                    answer.Flush();
                    if (!hasNames || !parsed.GetValue(watch)) return code;
                    scope = scope with { Shown = scope.Shown ?? [], IsAgain = true };
                }
                else if (!scope.IsAgain)
                {
                    return failure;
                }
                else if (trouble != failure.Message)
                {
                    answer.Complain(trouble = failure.Message); // a watch outlives a restart of the server
                }

                await timer.WaitForNextTickAsync(cancellationToken);
            }
        });

    private Result<Scope> Scoped(ParseResult parsed, IPlace where)
    {
        LabelQuery? label = null;
        StatusQuery? condition = null;
        if (hasSelectors && parsed.GetValue(labels) is { } labelText && !LabelQuery.Parse(labelText).TryGet(out label, out var failure)) return failure;
        if (hasSelectors && parsed.GetValue(status) is { } statusText && !StatusQuery.Parse(statusText).TryGet(out condition, out failure)) return failure;
        return new Scope
        {
            Namespace = parsed.GetValue(ns) ?? (parsed.GetValue(all) ? null : where.DefaultNamespace),
            Names = hasNames ? parsed.GetValue(names) ?? [] : [],
            NoHeader = parsed.GetValue(noHeader),
            Format = parsed.GetValue(output),
            Labels = label,
            Status = condition,
            Shown = hasNames && parsed.GetValue(watch) ? [] : null,
        };
    }

    private static int Namespaces(IResourceView view) => new[] { ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy, ResourceKinds.ImageUpdateAutomation }
        .SelectMany(view.Json).Select(j => (string?)j["metadata"]?["namespace"]).Distinct().Count();

    /// <summary>What is shown, and how.</summary>
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
