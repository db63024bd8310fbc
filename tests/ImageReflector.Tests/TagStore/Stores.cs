using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;

namespace ImageAutomation.ImageReflector.Tests.TagStore;

/// <summary>A store in a folder of its own, with what it reported.</summary>
internal sealed class Stores : IDisposable
{
    public static readonly ObjectKey Key = new("apps", "podinfo");
    public static readonly DateTimeOffset T0 = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public List<TagStoreIncident> Incidents { get; } = [];

    public string Path => folder.File("state/tags.db");

    public SqliteTagStore Open()
    {
        var opened = SqliteTagStore.Open(Path, TimeProvider.System, Incidents.Add);
        return opened.IsSuccess ? opened.Value : throw new InvalidOperationException(opened.Failure.ToString());
    }

    public static string[] Tags(SqliteTagStore store, ObjectKey key) => [.. Read(store, key)?.Tags ?? []];

    public static StoredTags? Read(SqliteTagStore store, ObjectKey key)
    {
        var read = store.Read(key);
        return read.IsSuccess ? read.Value : throw new InvalidOperationException(read.Failure.ToString());
    }

    public void Dispose() => folder.Dispose();
}
