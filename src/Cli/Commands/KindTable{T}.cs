using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Commands;

/// <summary>How one kind is listed.</summary>
/// <param name="Header">Column names, the object's name first.</param>
/// <param name="Cells">The cells behind the name.</param>
/// <typeparam name="T">The kind.</typeparam>
internal sealed record KindTable<T>(IReadOnlyList<string> Header, Func<T, string[]> Cells) : IKindTable
    where T : class, IResource<T>
{
    public ResourceKind Kind => T.ResourceKind;

    // An object that does not fit is there all the same: left out, it would seem to be missing.
    public IReadOnlyList<string> CellsOf(JsonObject json)
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
}
