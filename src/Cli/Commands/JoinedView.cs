using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary>Several namespaces as one view.</summary>
/// <param name="views">The views, by namespace.</param>
internal sealed class JoinedView(IReadOnlyList<IResourceView> views) : IResourceView
{
    public IReadOnlyList<RecordedEvent> Events => [.. views.SelectMany(v => v.Events).OrderBy(e => e.Last)];

    public IReadOnlyList<T> List<T>()
        where T : class, IResource<T> => [.. views.SelectMany(v => v.List<T>())];

    public IEnumerable<JsonObject> Json(ResourceKind kind) => views.SelectMany(v => v.Json(kind));
}
