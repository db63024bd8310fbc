using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary>How some kind is listed.</summary>
internal interface IKindTable
{
    /// <summary>The kind.</summary>
    ResourceKind Kind { get; }

    /// <summary>Its objects within a scope.</summary>
    IReadOnlyList<JsonObject> Select(IResourceView view, ListArguments.Scope scope);

    /// <summary>A table of objects.</summary>
    Table Fill(IEnumerable<JsonObject> objects, ListArguments.Scope scope, string prefix = "");

    /// <summary>Prints the objects within a scope, and gives the exit code.</summary>
    int Print(Answer answer, IResourceView view, ListArguments.Scope scope);
}
