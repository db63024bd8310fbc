namespace ImageAutomation.Languages.Re2;

/// <summary>A match of a <see cref="Re2Pattern"/>.</summary>
public sealed class Re2Match
{
    private readonly Re2Pattern pattern;
    private readonly string text;
    private readonly int[] groups;

    internal Re2Match(Re2Pattern pattern, string text, int[] groups)
    {
        this.pattern = pattern;
        this.text = text;
        this.groups = groups;
    }

    /// <summary>Where the match begins, in UTF-16 units.</summary>
    public int Start => groups[0];

    /// <summary>Where the match ends (exclusive), in UTF-16 units.</summary>
    public int End => groups[1];

    /// <summary>The matched text.</summary>
    public string Value => text[Start..End];

    /// <summary>Number of groups, the whole match (0) included.</summary>
    public int GroupCount => pattern.GroupCount;

    /// <summary>Text of a group by number; null when the group took no part or does not exist.</summary>
    public string? Group(int number) =>
        (uint)number < (uint)GroupCount && groups[number * 2] >= 0 ? text[groups[number * 2]..groups[(number * 2) + 1]] : null;

    /// <summary>Expands a template over the groups, as <see cref="Re2Template"/> describes.</summary>
    public string Expand(string template) => new Re2Template(pattern, template).Expand(text, groups);
}
