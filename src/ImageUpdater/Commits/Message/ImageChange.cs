using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>What happened to the image of one policy, put together from its changed scalars.</summary>
/// <param name="Name">Image as the policy names it, else as the changes show it, else the policy's name.</param>
/// <param name="Old">The version before; null when unknown or when places differed.</param>
/// <param name="New">The version now; null when unknown.</param>
internal sealed record ImageChange(string Name, string? Old, string? New)
{
    private const int ShortDigest = 19;   // "sha256:" and 12 digits

    /// <summary>Last part of the name.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The image changes of a commit, in the order in which they first appear.</summary>
    public static IReadOnlyList<ImageChange> Of(MessageData data)
    {
        var elected = data.Policies.GroupBy(p => p.Policy).ToDictionary(g => g.Key, g => g.Last().Image);
        return [.. data.Changes.GroupBy(c => PolicyOf(c.Setter)).Select(g => Combine(g.Key, g, elected.GetValueOrDefault(g.Key)))];
    }

    /// <summary>Cuts a reference into name and version; a text without tag or digest is all version.</summary>
    public static (string? Name, string Version) Cut(string value)
    {
        var at = value.IndexOf('@', StringComparison.Ordinal);
        var reference = at < 0 ? value : value[..at];
        var colon = reference.LastIndexOf(':');
        if (colon <= reference.LastIndexOf('/')) return at < 0 ? (null, value) : (reference, Shorten(value[(at + 1)..]));
        return (reference[..colon], at < 0 ? reference[(colon + 1)..] : $"{reference[(colon + 1)..]}@{Shorten(value[(at + 1)..])}");
    }

    /// <summary>Cuts a digest to what people compare.</summary>
    public static string Shorten(string digest) =>
        digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length > ShortDigest ? digest[..ShortDigest] : digest;

    /// <summary>Whether a setter writes a tag or a digest without a name.</summary>
    public static bool IsVersion(string setter) => Rank(setter) is 1 or 2;

    private static ImageChange Combine(ObjectKey policy, IEnumerable<CommitChange> changes, ImageRef? elected)
    {
        var old = new HashSet<string>(StringComparer.Ordinal);
        var (name, current) = ((string?)null, (string?)null);
        foreach (var change in changes.OrderBy(c => Rank(c.Setter)))
        {
            switch (Rank(change.Setter))
            {
                case 0:
                    (name, current) = Cut(change.NewValue);
                    old.Add(Cut(change.OldValue).Version);
                    break;
                case 1:
                    current ??= change.NewValue;
                    old.Add(change.OldValue);
                    break;
                case 2:
                    if (current is null) old.Add(Shorten(change.OldValue));
                    current ??= Shorten(change.NewValue);
                    break;
                default:
                    name ??= change.NewValue;
                    break;
            }
        }

        if (elected is not null) name = elected.Name;
        var version = current ?? elected?.Tag;
        var before = old.Where(o => o.Length > 0).ToArray();
        // A new build of the same tag: the digests tell more than the tag twice.
        return new ImageChange(name ?? policy.Name, before is [var only] && only != version ? only : null, version);
    }

    // Full reference, tag, digest, name.
    private static int Rank(string setter) => setter.Split(':') switch
    {
        [_, _, "tag"] => 1,
        [_, _, "digest"] => 2,
        [_, _, "name"] => 3,
        _ => 0,
    };

    /// <summary>The policy that a setter names.</summary>
    public static ObjectKey PolicyOf(string setter)
    {
        var parts = setter.Split(':');
        return parts.Length > 1 ? new ObjectKey(parts[0], parts[1]) : new ObjectKey("", setter);
    }
}
