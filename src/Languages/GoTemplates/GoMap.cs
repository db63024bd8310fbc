using System.Diagnostics.CodeAnalysis;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A Go map: shared by reference and always visited in key order, as templates and printing do.</summary>
public sealed class GoMap
{
    private readonly SortedDictionary<string, KeyValuePair<GoValue, GoValue>> entries = new(StringComparer.Ordinal);

    internal int Count => entries.Count;

    /// <summary>Entries in key order.</summary>
    public IEnumerable<KeyValuePair<GoValue, GoValue>> Entries => entries.Values;

    /// <summary>Looks a key up; texts and structs of texts can be keys.</summary>
    public bool TryGet(GoValue key, out GoValue value)
    {
        var found = entries.TryGetValue(SortKey(key), out var entry);
        value = found ? entry.Value : default;
        return found;
    }

    internal bool TryGet(string key, [MaybeNullWhen(false)] out GoValue value)
    {
        var found = entries.TryGetValue(key, out var entry);
        value = found ? entry.Value : default;
        return found;
    }

    /// <summary>Sets a key; texts and structs of texts can be keys.</summary>
    public void Set(GoValue key, GoValue value) => entries[SortKey(key)] = new(key, value);

    /// <summary>Sets a text key, one character a byte (<see cref="GoText.ByteText"/>).</summary>
    public void Set(string key, GoValue value) => entries[key] = new(GoValue.Of(key), value);

    internal bool Remove(string key) => entries.Remove(key);

    // Struct keys sort field by field; NUL sorts below any text that follows.
    private static string SortKey(GoValue key) => key.Data switch
    {
        string text => text,
        GoValue[] fields => string.Join('\0', fields.Select(SortKey)),
        var other => throw new FunctionError($"no map has keys like {other}"),
    };
}
