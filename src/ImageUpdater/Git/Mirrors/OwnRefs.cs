using System.Security.Cryptography;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>
/// Our refs in a mirror: what remote refs were last seen at, what we pushed to them, and commits that must stay.
/// Remote names are hashed, so that <c>a</c> and <c>a/b</c>, letter case and odd characters never meet the file system.
/// </summary>
internal sealed class OwnRefs(string gitDirectory, int maxKept)
{
    private const string Root = "refs/imageautomation/";
    private const string SeenFolder = "seen";
    private const string PushedFolder = "pushed";

    private readonly string folder = Path.Combine(gitDirectory, "refs", "imageautomation");

    /// <summary>The ref that remembers a remote ref.</summary>
    public static string SeenName(string remoteRef) => NameIn(SeenFolder, remoteRef);

    /// <summary>Where a remote ref was last seen; null when never.</summary>
    public ObjectId? Seen(string remoteRef) => Read(SeenName(remoteRef));

    /// <summary>Where all other remote refs were last seen.</summary>
    public IReadOnlyList<ObjectId> SeenBeside(string remoteRef)
    {
        var seen = Path.Combine(folder, SeenFolder);
        if (!Directory.Exists(seen)) return [];
        var own = Path.GetFileName(SeenName(remoteRef));
        return [.. Directory.EnumerateFiles(seen).Select(Path.GetFileName).OfType<string>().Where(name => name != own)
            .Order(StringComparer.Ordinal).Select(name => Read($"{Root}{SeenFolder}/{name}")).OfType<ObjectId>()];
    }

    /// <summary>The ref that a fetch of a source fills: a remote ref, or a commit by its id.</summary>
    public static string TargetOf(string source) => ObjectId.TryParse(source, out var id) ? KeepName(id) : SeenName(source);

    /// <summary>Whether anything was ever fetched.</summary>
    public bool IsFilled => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    /// <summary>What a fetch of a source has left; null when nothing.</summary>
    public ObjectId? Fetched(string source) => Read(TargetOf(source));

    /// <summary>Remembers a remote ref.</summary>
    public void SetSeen(string remoteRef, ObjectId id) => Write(SeenName(remoteRef), id);

    /// <summary>What we last pushed to a remote ref; null when never.</summary>
    public ObjectId? Pushed(string remoteRef) => Read(NameIn(PushedFolder, remoteRef));

    /// <summary>Remembers what we pushed to a remote ref, and that it is there.</summary>
    public void SetPushed(string remoteRef, ObjectId id)
    {
        Write(NameIn(PushedFolder, remoteRef), id);
        SetSeen(remoteRef, id);
    }

    /// <summary>Forgets a remote ref.</summary>
    public void ForgetSeen(string remoteRef)
    {
        if (Directory.Exists(Path.Combine(folder, SeenFolder))) File.Delete(Path.Combine(gitDirectory, SeenName(remoteRef)));
    }

    /// <summary>Keeps a commit alive; above the limit the ones kept longest ago go.</summary>
    public void Keep(ObjectId commit)
    {
        Write(KeepName(commit), commit);
        Trim();
    }

    /// <summary>Drops what was kept longest ago, above the limit.</summary>
    public void Trim()
    {
        if (!Directory.Exists(Path.Combine(folder, "keep"))) return;
        var kept = new DirectoryInfo(Path.Combine(folder, "keep")).GetFiles();
        foreach (var old in kept.OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Skip(maxKept))
            old.Delete();
    }

    private static string NameIn(string kind, string remoteRef) =>
        $"{Root}{kind}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(remoteRef)))[..40]}";

    private static string KeepName(ObjectId commit) => $"{Root}keep/{commit}";

    private ObjectId? Read(string name)
    {
        var file = Path.Combine(gitDirectory, name);
        if (!File.Exists(file)) return null; // never packed: nothing here runs pack-refs
        return ObjectId.TryParse(File.ReadAllText(file).AsSpan().Trim(), out var id) ? id : null;
    }

    private void Write(string name, ObjectId id)
    {
        var file = Path.Combine(gitDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // a ref always lies in a folder
        // Not under refs, where git reads, and not named like a lock, which the healing of a mirror would take for a leftover.
        var temporary = Path.Combine(gitDirectory, "imageautomation-ref-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        File.WriteAllText(temporary, id + "\n");
        File.Move(temporary, file, overwrite: true);
    }
}
