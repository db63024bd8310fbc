using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Scanning;

namespace ImageAutomation.Cli.Explaining;

/// <summary>One plain sentence on a tag.</summary>
internal static class VerdictText
{
    public static string Of(PolicyExplanation explanation, TagExplanation asked)
    {
        var (tag, verdict, key) = asked;
        var spec = explanation.Policy.Spec;
        var read = key is null || key == tag ? "" : $" (ordered as \"{key}\")";
        if (key?.Length == 0 && CauseText.OfMissingGroup(spec.FilterTags?.Pattern, spec.FilterTags?.Extract) is { Length: > 0 } missing)
            return $"{tag} is ordered as empty text: {missing}";
        return verdict switch
        {
            TagVerdict.Elected => $"{tag}{read} is elected: it is {RuleText.Of(spec)}{Letters(explanation, tag)}",
            TagVerdict.Older when explanation.Elected is { } elected =>
                $"{tag}{read} is a candidate, but {elected.Tag}{Key(elected)} comes before "
                + $"it{(spec.Policy.Semver is null ? "" : CauseText.OfGluedNumbers(key ?? tag, elected.Key ?? elected.Tag))}",
            TagVerdict.Older => $"{tag}{read} is a candidate, but nothing was elected: {explanation.Election.Elected.Failure?.Message}",
            TagVerdict.Equal => $"{tag}{read} ranks the same as {explanation.Elected?.Tag}, and of equals only one is elected",
            TagVerdict.Shadowed =>
                $"{tag} is ordered as \"{key}\", and so is {Keeper(explanation, asked)}; of tags with one key only one is looked at",
            TagVerdict.OutOfRange =>
                $"{tag}{read} is not in the range "
                + $"\"{spec.Policy.Semver?.Range}\"{CauseText.OfPrerelease(key ?? tag, spec.Policy.Semver?.Range)}",
            TagVerdict.Prerelease =>
                $"{tag}{read} is a prerelease, and the range \"{spec.Policy.Semver?.Range}\" does not ask for prereleases; a bound such as "
                + ">=1.0.0-0 does",
            TagVerdict.NotAVersion =>
                $"{tag}{read} is not a version of the form "
                + $"MAJOR.MINOR.PATCH{CauseText.OfNoVersion(key ?? tag, isExtracted: key is not null && key != tag)}",
            TagVerdict.NotANumber =>
                $"{tag}{read} is not a number, which fails the whole election; leave such tags out with spec.filterTags",
            TagVerdict.Artifact =>
                $"{tag} is no image but rides beside one: a signature, an attestation or a bill of materials "
                + $"of {tag[..Math.Min(20, tag.Length)]}...; a pattern that holds sha256- takes such tags",
            TagVerdict.Withdrawn =>
                $"{tag} was withdrawn{Withdrawal(explanation, tag)}; 'imgauto withdraw policy {explanation.Policy.Key} {tag} --undo' lets "
                + "it in again",
            TagVerdict.Blocked =>
                $"{tag} waits: {WhyPassedOver(explanation, tag) ?? "the registry does not hand it out"}",
            _ => $"{tag} does not match the pattern {spec.FilterTags?.Pattern}",
        };
    }

    /// <summary>A tag that is not among those the election looks at.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="isExcluded">Whether the exclusion list of the repository names it.</param>
    public static string OfUnknown(string tag, bool isExcluded) => isExcluded
        ? $"{tag} is left out by the exclusionList of the ImageRepository"
        : $"{tag} was not in the last listing of the registry";

    private static string Letters(PolicyExplanation explanation, string tag) =>
        explanation.Policy.Spec.Policy is { Semver: null, Alphabetical: null }
        && PolicyMessage.OfLetters(explanation.Policy.Spec, tag) is { } warning ? "; beware: " + warning : "";

    private static string Withdrawal(PolicyExplanation explanation, string tag) =>
        explanation.Withdrawn.LastOrDefault(one => one.Tag == tag) is { } entry ? WithdrawalText.Of(entry) : "";

    private static string? WhyPassedOver(PolicyExplanation explanation, string tag) =>
        (explanation.Policy.Status.PassedOver ?? []).FirstOrDefault(one => one.Tag == tag)?.Message;

    private static string Key(TagExplanation t) => t.Key is null || t.Key == t.Tag ? "" : $" (ordered as \"{t.Key}\")";

    private static string Keeper(PolicyExplanation explanation, TagExplanation shadowed) =>
        explanation.Election.Tags.Where(t => t.Key == shadowed.Key && t.Verdict != TagVerdict.Shadowed).Select(t => t.Tag).FirstOrDefault()
        ?? "another tag";
}
