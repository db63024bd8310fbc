using System.Globalization;
using Build = System.Action<ImageAutomation.TestSupport.Git.BareRepository, string>;

namespace ImageAutomation.Containers.Tests.Bombs;

/// <summary>
/// Repositories that anybody with the right to push can make: small to send, more than a container's memory when unfolded.
/// </summary>
internal static class Bomb
{
    private const string File = "100644";
    private const string Folder = "40000";
    private const int MiB = 1 << 20;

    /// <summary>Every kind, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Build> Kinds = new Dictionary<string, Build>
    {
        // Just small enough that git does not stream it (core.bigFileThreshold is 512 MiB), in a pack of half a megabyte.
        ["OneBlobOf500MiB"] = (repository, marked) =>
        {
            var pack = new Pack();
            pack.Deliver(repository, pack.Commit(pack.Tree((File, "web.yaml", pack.Blob(marked, 500L * MiB).Id))));
        },
        // Each below what the updater reads of one file (32 MiB), all with a marker.
        ["TwentyBlobsOf31MiB"] = (repository, marked) =>
        {
            var pack = new Pack();
            var blobs = Enumerable.Range(0, 20).Select(i => (File, Name(i), pack.Blob($"# {i}\n{marked}", 31L * MiB).Id));
            pack.Deliver(repository, pack.Commit(pack.Tree(blobs)));
        },
        // 31 MiB of entries, all of one small file.
        ["OneFolderOf800000Files"] = (repository, marked) =>
        {
            var pack = new Pack();
            var blob = pack.Blob(marked, marked.Length).Id;
            pack.Deliver(repository, pack.Commit(pack.Tree(Enumerable.Range(0, 800_000).Select(i => (File, Name(i), blob)))));
        },
        // Ten folders of ten folders of ten ..., all of them one and the same: ten thousand million files in twelve objects.
        ["TenThousandMillionFiles"] = (repository, marked) =>
        {
            var pack = new Pack();
            var blob = pack.Blob(marked, marked.Length).Id;
            var below = pack.Tree(Enumerable.Range(0, 10).Select(i => (File, Name(i), blob)));
            for (var depth = 0; depth < 9; depth++)
            {
                var next = below;
                below = pack.Tree(Enumerable.Range(0, 10).Select(i => (Folder, Name(i), next)));
            }

            pack.Deliver(repository, pack.Commit(below));
        },
        // To unfold the second takes the first and itself in memory: 1,000 MiB.
        ["ADeltaOf500MiBOnADeltaOf500MiB"] = (repository, marked) =>
        {
            var pack = new Pack();
            var first = pack.Blob("", 10L * MiB);
            var second = pack.Delta(first, 50, "2\n");
            var third = pack.Delta(second, 1, "3\n");
            var small = pack.Blob(marked, marked.Length);
            pack.Deliver(repository, pack.Commit(pack.Tree(
                (File, "a.yaml", first.Id), (File, "b.yaml", second.Id), (File, "c.yaml", third.Id), (File, "web.yaml", small.Id))));
        },
    };

    /// <summary>Those that are swallowed in minutes, not in seconds.</summary>
    public static readonly IReadOnlyList<string> Slow = ["OneFolderOf800000Files"];

    /// <summary>
    /// Those that end the whole container at times: what they unfold to is in the updater's own memory. It comes back and the others go on,
    /// which is tested; one that is refused before it is read goes off this list.
    /// </summary>
    public static readonly IReadOnlyList<string> MayKill = [];

    private static string Name(int i) => i.ToString("d6", CultureInfo.InvariantCulture) + ".yaml";
}
