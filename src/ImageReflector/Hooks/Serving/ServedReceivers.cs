using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>All Receivers that are served, by path. Several may share one: each then looks at a request by itself.</summary>
internal sealed class ServedReceivers
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, ServedReceiver> byKey = [];
    private readonly Dictionary<Name, ServedReceiver[]> byPath = []; // arrays are replaced, never changed
    private long moves;

    /// <summary>How often a Receiver began to be served at other paths.</summary>
    public long Moves
    {
        get
        {
            lock (gate) return moves;
        }
    }

    /// <summary>Serves a Receiver, in place of what was served for it before.</summary>
    /// <returns>Whether nothing was served for it before.</returns>
    public bool Set(ServedReceiver receiver)
    {
        lock (gate)
        {
            if (!receiver.Paths.SequenceEqual(byKey.GetValueOrDefault(receiver.Key)?.Paths ?? [])) moves++;
            var isNew = !RemoveNow(receiver.Key);
            byKey[receiver.Key] = receiver;
            foreach (var path in receiver.Paths) byPath[Of(path)] = [.. byPath.GetValueOrDefault(Of(path)) ?? [], receiver];
            return isNew;
        }
    }

    /// <summary>Serves a Receiver no more.</summary>
    public void Remove(ObjectKey key)
    {
        lock (gate) RemoveNow(key);
    }

    /// <summary>Paths at which a Receiver is served; none when it is not.</summary>
    public IReadOnlyList<string> PathsOf(ObjectKey key)
    {
        lock (gate) return byKey.GetValueOrDefault(key)?.Paths ?? [];
    }

    /// <summary>
    /// Receivers of a path; empty for an unknown one. Takes as long for one that differs late as for one that differs early.
    /// </summary>
    public IReadOnlyList<ServedReceiver> Find(string path)
    {
        ServedReceiver[]? found;
        lock (gate) found = byPath.GetValueOrDefault(Of(path));
        return found is null ? [] : [.. found.Where(receiver => receiver.Paths.Any(own => IsSame(own, path)))];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ServedReceiver> All()
    {
        lock (gate) return [.. byKey.Values];
    }

    private static bool IsSame(string own, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(given));

    private static Name Of(string path)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path));
        return new Name(BitConverter.ToInt64(hash, 0), BitConverter.ToInt64(hash, 8));
    }

    // The caller holds the gate.
    private bool RemoveNow(ObjectKey key)
    {
        if (!byKey.Remove(key, out var known)) return false;
        foreach (var path in known.Paths)
        {
            var others = byPath.GetValueOrDefault(Of(path))?.Where(r => r.Key != key).ToArray() ?? [];
            if (others.Length == 0) byPath.Remove(Of(path));
            else byPath[Of(path)] = others;
        }

        return true;
    }

    // Half of the hash of a path.
    private readonly record struct Name(long First, long Second);
}
