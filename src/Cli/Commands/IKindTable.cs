using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Commands;

/// <summary>How some kind is listed.</summary>
internal interface IKindTable
{
    /// <summary>The kind.</summary>
    ResourceKind Kind { get; }

    /// <summary>Column names, the object's name first.</summary>
    IReadOnlyList<string> Header { get; }

    /// <summary>The cells behind the name.</summary>
    IReadOnlyList<string> CellsOf(JsonObject json);
}
