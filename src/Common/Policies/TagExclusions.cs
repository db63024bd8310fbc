using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Re2;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Policies;

/// <summary>The compiled exclusion list of an <see cref="ImageRepository"/>. Immutable and thread-safe.</summary>
public sealed class TagExclusions
{
    /// <summary>The pattern that counts when the list is absent or empty: signatures.</summary>
    public const string DefaultPattern = @"^.*\.sig$";

    private readonly IReadOnlyList<Re2Pattern> patterns;

    private TagExclusions(IReadOnlyList<Re2Pattern> patterns) => this.patterns = patterns;

    /// <summary>The patterns that count for a list: the list itself, or the default.</summary>
    public static IReadOnlyList<string> Effective(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : [DefaultPattern];

    /// <summary>Compiles a list.</summary>
    /// <param name="list">RE2 patterns; null or empty means <see cref="DefaultPattern"/>.</param>
    /// <returns>
    /// The exclusions, or a terminal failure with reason <see cref="Re2Pattern.InvalidPattern"/> and the text
    /// <c>failed to compile regex p: ...</c>. (The reference retries it as a failed scan; the caller chooses the reason.)
    /// </returns>
    public static Result<TagExclusions> Compile(IReadOnlyList<string>? list)
    {
        var patterns = new List<Re2Pattern>();
        foreach (var source in Effective(list))
        {
            if (!Re2Pattern.Parse(source).TryGet(out var pattern, out var failure))
                return failure.Prefixed($"failed to compile regex {source}: ");
            patterns.Add(pattern);
        }

        return new TagExclusions(patterns);
    }

    /// <summary>Whether a pattern of the list matches anywhere in the tag.</summary>
    public bool Excludes(ReadOnlySpan<char> tag)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(tag)) return true;
        }

        return false;
    }
}
