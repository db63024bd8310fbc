using System.CommandLine;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of commands that list things.</summary>
internal sealed class ListArguments
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly PlaceArguments place = new();
    private readonly Option<string?> ns = new("--namespace", "-n")
    {
        Description = "Only this namespace; on a cluster by default the context's.",
    };
    private readonly Option<bool> all = new("--all-namespaces", "-A") { Description = "All namespaces, with a column for them." };
    private readonly Option<bool> noHeader = new("--no-header") { Description = "Leave the header line out." };
    private readonly OutputOption output = new();
    private readonly Option<string?> labels = new("--label-selector", "-l")
    {
        Description = "Only objects with these labels, for example app=web.",
    };
    private readonly Option<string?> status = new("--status-selector")
    {
        Description = "Only objects with this condition, for example ready=false.",
    };
    private readonly Option<bool> watch = new("--watch", "-w") { Description = "Go on, and show what changes and what is deleted." };
    private readonly Argument<string[]> names = new("NAME")
    {
        Description = "Only these objects, NAME or NAMESPACE/NAME.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private bool hasSelectors;
    private bool hasNames;
    private bool hasWatch;

    /// <param name="command">Takes the options.</param>
    /// <param name="selectors">Whether objects can be selected by label and condition.</param>
    /// <param name="named">Whether objects can be named.</param>
    /// <param name="watched">Whether they can be watched.</param>
    public void AddTo(Command command, bool selectors = false, bool named = false, bool watched = false)
    {
        place.AddTo(command);
        command.Options.Add(ns);
        command.Options.Add(all);
        command.Options.Add(noHeader);
        command.Options.Add(output.Option);
        hasSelectors = selectors;
        hasNames = named;
        hasWatch = watched;
        if (selectors)
        {
            command.Options.Add(labels);
            command.Options.Add(status);
        }

        if (watched) command.Options.Add(watch);
        if (!named) return;
        command.Arguments.Add(names);
        NamedObjects.Check(command, names, ns);
    }

    /// <summary>Namespace that a call names; null for none.</summary>
    public Option<string?> Namespace => ns;

    /// <summary>The objects that a call names.</summary>
    public IReadOnlyList<ObjectName> NamesOf(ParseResult parsed) => hasNames
        ? [.. (parsed.GetValue(names) ?? []).Select(n => NamedObjects.Of(n, parsed.GetValue(ns)))] : [];

    /// <summary>Reads what is there and prints, once or, when asked to watch, until cancelled: that is how a watch ends well.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="answer">Takes complaints.</param>
    /// <param name="time">Time.</param>
    /// <param name="query">What to read; the namespace is added here.</param>
    /// <param name="named">Only these objects; empty for all.</param>
    /// <param name="print">Prints and gives the exit code.</param>
    /// <param name="cancellationToken">Ends a watch.</param>
    public Task<int> RunAsync(
        ParseResult parsed, Answer answer, TimeProvider time, ViewQuery query, IReadOnlyList<ObjectName> named,
        Func<IResourceView, Scope, int> print, CancellationToken cancellationToken) =>
        place.RunAsync(parsed, answer, time, async where =>
        {
            if (!Scoped(parsed, named, where).TryGet(out var scope, out var failure)) return failure;
            try
            {
                // A folder is read as a whole.
                IReadOnlyList<string?> namespaces = where.DefaultNamespace is null ? [scope.Namespace] : scope.Namespaces;
                return await ShowAsync(
                    where, [.. namespaces.Select(n => query with { Namespace = n })], scope, answer, time, print, cancellationToken);
            }
            catch (OperationCanceledException) when (scope.Watch is not null && cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Ok;
            }
        });

    private static async Task<Result<int>> ShowAsync(
        IPlace where, IReadOnlyList<ViewQuery> queries, Scope scope, Answer answer, TimeProvider time,
        Func<IResourceView, Scope, int> print, CancellationToken cancellationToken)
    {
        string? trouble = null;
        while (true)
        {
            if ((await ReadAsync(where, queries, cancellationToken)).TryGet(out var views, out var failure))
            {
                trouble = null;
                var view = views.Count == 1 ? views[0] : new JoinedView(views);
                var several = queries.Count > 1 || (where.ShowsSeveralNamespaces && queries[0].Namespace is null && Namespaces(view) > 1);
                var code = print(view, scope with { ShowsNamespace = scope.ShowsNamespace || several });
                answer.Flush();
                if (scope.Watch is not { } watch || code != ExitCodes.Ok) return code;
                watch.IsAgain = true;
                await ChangedAsync(where, queries, views, cancellationToken);
                continue;
            }

            if (!scope.IsAgain) return failure;
            if (trouble != failure.Message) answer.Complain(trouble = failure.Message); // a watch outlives a restart of the server
            await Task.Delay(LookAgainAfter, time, cancellationToken);
        }
    }

    private static async Task<Result<IReadOnlyList<IResourceView>>> ReadAsync(
        IPlace where, IReadOnlyList<ViewQuery> queries, CancellationToken cancellationToken)
    {
        var views = new List<IResourceView>();
        foreach (var query in queries)
        {
            if (!(await where.ReadAsync(query, cancellationToken)).TryGet(out var view, out var failure)) return failure;
            views.Add(view);
        }

        return views;
    }

    private static async Task ChangedAsync(
        IPlace where, IReadOnlyList<ViewQuery> queries, IReadOnlyList<IResourceView> views, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = queries.Zip(views, (query, view) => where.ChangedAsync(query, view, stop.Token)).ToList();
        await Task.WhenAny(waits);
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(waits);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The others ended because one of them did; what failed is thrown before what was cancelled.
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private Result<Scope> Scoped(ParseResult parsed, IReadOnlyList<ObjectName> named, IPlace where)
    {
        LabelQuery? label = null;
        StatusQuery? condition = null;
        if (hasSelectors && parsed.GetValue(labels) is { } labelText && !LabelQuery.Parse(labelText).TryGet(out label, out var failure))
            return failure;
        if (hasSelectors && parsed.GetValue(status) is { } statusText && !StatusQuery.Parse(statusText).TryGet(out condition, out failure))
            return failure;
        var home = parsed.GetValue(ns) ?? (parsed.GetValue(all) ? null : where.DefaultNamespace);
        return new Scope
        {
            Namespace = home,
            Names = [.. named.Select(n => n with { Namespace = n.Namespace ?? home })],
            ShowsNamespace = parsed.GetValue(all),
            NoHeader = parsed.GetValue(noHeader),
            Format = output.Read(parsed),
            Labels = label,
            Status = condition,
            Watch = hasWatch && parsed.GetValue(watch) ? new WatchedObjects() : null,
        };
    }

    private static int Namespaces(IResourceView view) =>
        new[] { ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy, ResourceKinds.ImageUpdateAutomation }
        .SelectMany(view.Json).Select(j => (string?)j["metadata"]?["namespace"]).Distinct().Count();

    /// <summary>What is shown, and how.</summary>
    internal sealed record Scope
    {
        public string? Namespace { get; init; }

        /// <summary>The objects that were named, each with its namespace; null is any.</summary>
        public IReadOnlyList<ObjectName> Names { get; init; } = [];

        public bool ShowsNamespace { get; init; }

        public bool NoHeader { get; init; }

        public OutputFormat Format { get; init; }

        public LabelQuery? Labels { get; init; }

        public StatusQuery? Status { get; init; }

        /// <summary>What a watch has shown; null when nothing is watched.</summary>
        public WatchedObjects? Watch { get; init; }

        /// <summary>Whether a watch has shown something before.</summary>
        public bool IsAgain => Watch?.IsAgain == true;

        /// <summary>Namespaces to look into; null is all of them.</summary>
        public IReadOnlyList<string?> Namespaces =>
            Names.Count == 0 ? [Namespace] : Names.Any(n => n.Namespace is null) ? [null]
            : [.. Names.Select(n => n.Namespace).Distinct().Order(StringComparer.Ordinal)];

        public bool Includes(JsonObject json)
        {
            var metadata = json["metadata"];
            var (ns, name) = ((string?)metadata?["namespace"], (string?)metadata?["name"]);
            return (Names.Count == 0 ? Namespace is null || ns == Namespace : Names.Any(n => n.Means(ns, name)))
                && (Labels is null
                    || Labels.Matches((metadata?["labels"] as JsonObject)?.ToDictionary(l => l.Key, l => (string?)l.Value ?? "")))
                && Status?.Matches(json) != false;
        }
    }
}
