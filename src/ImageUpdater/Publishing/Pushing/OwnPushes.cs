using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Publishing.Pushing;

/// <summary>
/// Commits that this process has pushed, noted before the push: a forge tells of a push while it goes on, and ours must wake nobody.
/// </summary>
internal sealed class OwnPushes
{
    private const int MaxCommits = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> refs = new(StringComparer.Ordinal); // full name of the ref, by commit
    private readonly Queue<string> order = new();

    /// <summary>Notes a commit that is about to be pushed.</summary>
    public void Note(string reference, ObjectId commit)
    {
        lock (gate)
        {
            if (refs.TryAdd(commit.ToString(), reference)) order.Enqueue(commit.ToString());
            while (order.Count > MaxCommits) refs.Remove(order.Dequeue());
        }
    }

    /// <summary>
    /// Whether a reference was moved to a commit by us. When somebody else moved it, what we pushed before may come back as news: by a
    /// reset to it, for example.
    /// </summary>
    public bool IsOwn(string reference, string commit)
    {
        lock (gate)
        {
            if (refs.TryGetValue(commit, out var pushed) && pushed == reference) return true;
            foreach (var old in refs.Where(entry => entry.Value == reference).Select(entry => entry.Key).ToList()) refs.Remove(old);
            return false;
        }
    }
}
