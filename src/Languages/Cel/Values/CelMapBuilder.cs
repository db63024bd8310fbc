namespace ImageAutomation.Languages.Cel.Values;

/// <summary>Collects the entries of a map.</summary>
internal sealed class CelMapBuilder(int capacity)
{
    public CelMapContent Content { get; } = new(new List<CelValue>(capacity), new Dictionary<object, CelValue>(capacity));

    /// <summary>Adds an entry, or replaces the value of one.</summary>
    public void Set(CelString key, CelValue value)
    {
        if (!Content.Values.ContainsKey(key.Value)) Content.Keys.Add(key);
        Content.Values[key.Value] = value;
    }

    /// <summary>Adds an entry.</summary>
    /// <returns>The error for a key that is there already, or that cannot be one.</returns>
    public CelError? Add(CelValue key, CelValue value)
    {
        if (key is CelDouble || CelMapKey.Of(key) is not { } known) return new CelError($"unsupported key type: {key.TypeName}");
        if (!Content.Values.TryAdd(known, value)) return new CelError($"repeated key: {CelText.Short(key)}");
        Content.Keys.Add(key);
        return null;
    }

    public CelMap ToMap() => new(Content);
}
