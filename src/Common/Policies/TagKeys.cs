using System.Buffers;
using ImageAutomation.Languages.Re2;

namespace ImageAutomation.Common.Policies;

/// <summary>Turns tags into the keys that are ordered. Holds scratch memory: one caller at a time.</summary>
internal sealed class TagKeys(Re2Pattern? pattern, Re2Template? extract)
{
    private readonly int[] groups = pattern is null || extract is null ? [] : new int[pattern.GroupCount * 2];
    private readonly ArrayBufferWriter<char> expanded = new();

    /// <summary>Whether every tag is its own key.</summary>
    public bool AreTheTags => pattern is null;

    /// <summary>Finds the key of a tag; false when the filter excludes it.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="key">The tag itself, a part of it, or scratch memory that the next call overwrites.</param>
    public bool TryGet(ReadOnlySpan<char> tag, out ReadOnlySpan<char> key)
    {
        key = tag;
        if (pattern is null) return true;
        if (!pattern.TryMatch(tag, 0, groups)) return false;
        if (extract is null) return true;

        if (extract.OnlyGroup is { } group)
        {
            var (start, end) = (groups[group * 2], groups[(group * 2) + 1]);
            key = start < 0 ? [] : tag[start..end];
            return true;
        }

        expanded.ResetWrittenCount();
        extract.Expand(tag, groups, expanded);
        key = expanded.WrittenSpan;
        return true;
    }
}
