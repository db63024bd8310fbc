using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary>Prints the objects of some kinds: all of them, or what is new since they were printed last.</summary>
/// <param name="answer">Where to.</param>
/// <param name="tables">The kinds. Of several, each name has its kind before it, and a blank line stands after each table.</param>
internal sealed class ObjectListing(Answer answer, params IReadOnlyList<IKindTable> tables)
{
    private bool IsMixed => tables.Count > 1;

    /// <summary>Prints, and gives the exit code.</summary>
    public int Print(IResourceView view, ListArguments.Scope scope)
    {
        var missing = scope.IsAgain ? [] : Missing(view, scope);
        var isEmpty = scope.Format == OutputFormat.Table ? PrintTables(view, scope) : PrintDocuments(view, scope, missing.Count > 0);
        foreach (var (name, kind) in missing) answer.Complain(ObjectFinder.Missing(kind, name.Name, name.Namespace));
        if (missing.Count > 0) return ExitCodes.Failed;
        if (isEmpty && !scope.IsAgain && scope.Format == OutputFormat.Table)
            answer.Error.WriteLine(IsMixed ? $"no resources found{(scope.Namespace is null ? "" : $" in \"{scope.Namespace}\" namespace")}"
                : ObjectFinder.None(tables[0].Kind, scope.Namespace));
        return ExitCodes.Ok;
    }

    private bool PrintTables(IResourceView view, ListArguments.Scope scope)
    {
        var isEmpty = true;
        foreach (var table in tables)
        {
            var prefix = IsMixed ? table.Kind.Kind.ToLowerInvariant() + "/" : "";
            var rows = view.Json(table.Kind).Where(scope.Includes).ToDictionary(KeyOf, table.CellsOf);
            var (changed, gone) = News(table.Kind, rows.ToDictionary(r => r.Key, r => string.Join('\n', r.Value)), view, scope);
            var text = new Table([.. scope.ShowsNamespace ? ["NAMESPACE"] : Array.Empty<string>(), .. table.Header]);
            foreach (var (key, cells) in rows.Where(r => changed?.Contains(r.Key) != false)) Add(text, key, cells);
            foreach (var key in gone) Add(text, key, [.. Enumerable.Repeat("", table.Header.Count - 2), "deleted"]);
            if (text.Count == 0) continue;
            isEmpty = false;
            if (scope.Watch is { } watch) watch.Print(answer, table.Kind, text, !scope.NoHeader);
            else answer.Print(text, !scope.NoHeader);
            if (IsMixed && !scope.IsAgain) answer.Out.WriteLine();

            void Add(Table to, ObjectKey key, IReadOnlyList<string> cells) =>
                to.Add([.. scope.ShowsNamespace ? [key.Namespace] : Array.Empty<string>(), prefix + key.Name, .. cells]);
        }

        return isEmpty;
    }

    private bool PrintDocuments(IResourceView view, ListArguments.Scope scope, bool isPartial)
    {
        var documents = new JsonArray();
        foreach (var table in tables)
        {
            var objects = view.Json(table.Kind).Where(scope.Includes).ToList();
            var (changed, gone) = News(table.Kind, objects.ToDictionary(KeyOf, o => o.ToJsonString()), view, scope);
            foreach (var o in objects.Where(o => changed?.Contains(KeyOf(o)) != false)) documents.Add(o.DeepClone());
            foreach (var key in gone) answer.Error.WriteLine($"{table.Kind.Kind} {key} was deleted");
        }

        if (documents.Count > 0 || !(scope.IsAgain || isPartial)) answer.Print(documents, scope.Format);
        return documents.Count == 0;
    }

    // Null: everything is new.
    private static (IReadOnlySet<ObjectKey>? Changed, IReadOnlyList<ObjectKey> Gone) News(
        ResourceKind kind, IReadOnlyDictionary<ObjectKey, string> shown, IResourceView view, ListArguments.Scope scope) =>
        scope.Watch is { } watch ? watch.Take(kind, shown, view.Json(kind).Select(KeyOf)) : (null, []);

    // Names are looked for in the whole namespace: a selector that leaves an object out does not make it unknown.
    private List<(ObjectName Name, ResourceKind Kind)> Missing(IResourceView view, ListArguments.Scope scope)
    {
        var kind = tables[0].Kind; // objects are named only where one kind is listed
        var there = view.Json(kind).Select(KeyOf).ToList();
        return [.. scope.Names.Where(n => !there.Any(k => n.Means(k.Namespace, k.Name))).Select(n => (n, kind))];
    }

    private static ObjectKey KeyOf(JsonObject json) =>
        new((string?)json["metadata"]?["namespace"] ?? "", (string?)json["metadata"]?["name"] ?? "");
}
