namespace ImageAutomation.Common.Observability;

/// <summary>Values of a family's labels, as a key.</summary>
internal readonly struct LabelValues(string[] values) : IEquatable<LabelValues>, IComparable<LabelValues>
{
    public ReadOnlySpan<string> Values => values;

    public bool Equals(LabelValues other) => Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => obj is LabelValues other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in values) hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public int CompareTo(LabelValues other) =>
        Values.SequenceCompareTo(other.Values, StringComparer.Ordinal);
}
