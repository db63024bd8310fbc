using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources;

/// <summary>Finds nothing and asks for nothing: for dry runs and previews.</summary>
public sealed class NoReconcileRequests : IReconcileRequests
{
    /// <summary>The only one.</summary>
    public static readonly NoReconcileRequests Instance = new();

    private NoReconcileRequests()
    {
    }

    /// <inheritdoc/>
    public Task<Result<JsonObject?>> ReadAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult<Result<JsonObject?>>((JsonObject?)null);

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<JsonObject>>> FindAsync(
        ResourceKind kind, string ns, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<JsonObject>>>(Array.Empty<JsonObject>());

    /// <inheritdoc/>
    public Task<Result<bool>> AnnotateAsync(
        ResourceKind kind, ObjectKey key, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken) =>
        Task.FromResult<Result<bool>>(true);
}
