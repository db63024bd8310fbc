using ImageAutomation.Languages.Results;

namespace ImageAutomation.Languages.SemVer;

/// <summary>A semver range: the reference's comparators, or a NuGet interval when it begins with <c>[</c> or <c>(</c>.</summary>
public sealed class VersionConstraint
{
    /// <summary>Reason of a text that is no range.</summary>
    public const string InvalidConstraint = "InvalidConstraint";

    /// <summary>Longest range, in UTF-16 units.</summary>
    public const int MaxLength = 4096;

    private readonly IVersionRange range;

    private VersionConstraint(IVersionRange range) => this.range = range;

    /// <summary>Parses a range.</summary>
    /// <returns>
    /// The constraint, or a terminal failure with reason <see cref="InvalidConstraint"/> and the reference's text
    /// (<c>improper constraint: "nope"</c>).
    /// </returns>
    public static Result<VersionConstraint> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            return Failure.Terminal(InvalidConstraint, $"improper constraint: longer than {MaxLength} characters");

        var parsed = VersionInterval.IsInterval(text) ? VersionInterval.Parse(text) : ComparatorRangeParser.Parse(text);
        return parsed.Then<VersionConstraint>(range => new VersionConstraint(range));
    }

    /// <summary>Whether the version is in the range. A prerelease is only if the range names one.</summary>
    public bool Admits(ParsedVersion version) => range.Contains(version, countPrereleases: false);

    /// <summary>Whether the version would be in the range if the range named a prerelease in every group.</summary>
    public bool AdmitsAsPrerelease(ParsedVersion version) => range.Contains(version, countPrereleases: true);
}
