using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources;

/// <summary>Asks for runs of objects of any kind by annotations, also of kinds that other controllers work on.</summary>
public interface IReconcileRequests
{
    /// <summary>Reads one object as JSON.</summary>
    /// <returns>The object; null when it does not exist.</returns>
    Task<Result<JsonObject?>> ReadAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Finds the objects of a kind and a namespace that have all of some labels.</summary>
    Task<Result<IReadOnlyList<JsonObject>>> FindAsync(
        ResourceKind kind, string ns, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Sets annotations, whatever they were before.</summary>
    /// <returns>
    /// Whether there is such an object; fails with <see cref="SourceReasons.Unavailable"/> and others when it could not be written.
    /// </returns>
    Task<Result<bool>> AnnotateAsync(
        ResourceKind kind, ObjectKey key, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken);
}
