using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources;

/// <summary>What a folder or a cluster holds at one moment. For looking, not for following.</summary>
public interface IResourceView
{
    /// <summary>Events, oldest first.</summary>
    IReadOnlyList<RecordedEvent> Events { get; }

    /// <summary>All objects of a type, by namespace and name.</summary>
    IReadOnlyList<T> List<T>()
        where T : class, IResource<T>;

    /// <summary>All objects of a kind as JSON, by namespace and name.</summary>
    IEnumerable<JsonObject> Json(ResourceKind kind);
}
