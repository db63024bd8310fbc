using ImageAutomation.Languages.SemVer;

namespace ImageAutomation.Common.Policies.Ordering;

/// <summary>Order by semantic version, within a range.</summary>
internal sealed class SemverOrder(VersionConstraint constraint) : KeyOrder
{
    /// <inheritdoc/>
    public override bool PrefersLater => false;

    /// <inheritdoc/>
    public override TagVerdict? Judge(ReadOnlySpan<char> key)
    {
        if (!ParsedVersion.TryParseTag(key, out var version)) return TagVerdict.NotAVersion;
        if (constraint.Admits(version)) return null;
        return version.Prerelease.Length > 0 && constraint.AdmitsAsPrerelease(version) ? TagVerdict.Prerelease : TagVerdict.OutOfRange;
    }

    /// <inheritdoc/>
    public override bool Parses(ReadOnlySpan<char> key) => ParsedVersion.TryParseTag(key, out _);

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<char> key, ReadOnlySpan<char> other) => Parse(key).CompareTo(Parse(other));

    private static ParsedVersion Parse(ReadOnlySpan<char> key) =>
        ParsedVersion.TryParse(key, out var version) ? version : throw new InvalidOperationException("Only keys that parse are compared.");
}
