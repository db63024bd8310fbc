using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary>How one kind is listed.</summary>
/// <param name="Header">Column names, the object's name first.</param>
/// <param name="Cells">The cells behind the name.</param>
/// <typeparam name="T">The kind.</typeparam>
internal sealed record KindTable<T>(string[] Header, Func<T, string[]> Cells) : IKindTable
    where T : class, IResource<T>
{
    public ResourceKind Kind => T.ResourceKind;

    public IReadOnlyList<JsonObject> Select(IResourceView view, ListArguments.Scope scope) => [.. view.Json(T.ResourceKind).Where(scope.Includes)];

    public Table Fill(IEnumerable<JsonObject> objects, ListArguments.Scope scope, string prefix = "")
    {
        var table = new Table(scope.ShowsNamespace ? ["NAMESPACE", .. Header] : Header);
        foreach (var json in objects)
        {
            string[] cells = [prefix + (string?)json["metadata"]?["name"], .. CellsOf(json)];
            table.Add(scope.ShowsNamespace ? [(string?)json["metadata"]?["namespace"] ?? "", .. cells] : cells);
        }

        return table;
    }

    public int Print(Answer answer, IResourceView view, ListArguments.Scope scope)
    {
        var objects = Select(view, scope);
        if (!scope.IsAgain && Missing(view, scope) is { Count: > 0 } missing)
        {
            foreach (var name in missing) answer.Complain(ObjectFinder.Missing(Kind, name, scope.Namespace));
            return ExitCodes.Failed;
        }

        if (scope.Shown is { } shown) objects = [.. objects.Where(o => IsNew(shown, o))];
        if (scope.Format != OutputFormat.Table)
        {
            if (!scope.IsAgain || objects.Count > 0) answer.Print(new JsonArray([.. objects]), scope.Format);
        }
        else if (objects.Count > 0)
        {
            answer.Print(Fill(objects, scope), !scope.NoHeader && !scope.IsAgain);
        }
        else if (!scope.IsAgain)
        {
            answer.Error.WriteLine(ObjectFinder.None(Kind, scope.Namespace));
        }

        return ExitCodes.Ok;
    }

    // An object that does not fit is there all the same: left out, it would seem to be missing.
    private string[] CellsOf(JsonObject json)
    {
        try
        {
            if (json.Deserialize(T.JsonTypeInfo) is { } typed) return Cells(typed);
        }
        catch (JsonException e)
        {
            return [.. Header.Skip(2).Select(_ => ""), $"cannot be read: it does not fit at {e.Path}"];
        }

        return [.. Header.Skip(1).Select(_ => "")];
    }

    // Names are looked for in the whole namespace: a selector that leaves an object out does not make it unknown.
    private static List<string> Missing(IResourceView view, ListArguments.Scope scope)
    {
        var there = view.Json(T.ResourceKind).Where((scope with { Labels = null, Status = null }).Includes).Select(o => (string?)o["metadata"]?["name"]).ToHashSet();
        return [.. scope.Names.Where(n => !there.Contains(n))];
    }

    private static bool IsNew(Dictionary<string, string> shown, JsonObject json)
    {
        var key = $"{json["metadata"]?["namespace"]}/{json["metadata"]?["name"]}";
        var text = json.ToJsonString();
        if (shown.GetValueOrDefault(key) == text) return false;
        shown[key] = text;
        return true;
    }
}
