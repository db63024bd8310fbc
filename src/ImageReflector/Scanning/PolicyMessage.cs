using System.Globalization;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Texts and facts about an election. Pure; the Ready message is the reference's.</summary>
public static class PolicyMessage
{
    /// <summary>The Ready message.</summary>
    public static string Ready(ImageRef elected, ImageRef? previous)
    {
        ArgumentNullException.ThrowIfNull(elected);
        var digest = string.IsNullOrEmpty(elected.Digest) ? "" : $" with digest {elected.Digest}";
        var before = previous is not null && previous != elected ? $" (previously {previous})" : "";
        return $"Latest image tag for {elected.Name} resolved to {elected.Tag}{digest}{before}";
    }

    /// <summary>
    /// What follows the Ready message while something waits; empty at other times. Holds no counts: it would be news at each scan.
    /// </summary>
    public static string Waits(ObjectKey policy, UnlistedTag? unlisted, IReadOnlyList<PassedOverTag> passedOver)
    {
        ArgumentNullException.ThrowIfNull(passedOver);
        var text = "";
        if (unlisted is not null)
        {
            var since = unlisted.Since is { } at
                ? $" since {at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}" : "";
            // The whole message is in the status and in the event; this line is read in tables.
            var cause = unlisted.Message?.Split([", ", "; "], 2, StringSplitOptions.None)[0];
            text = $"; {unlisted.Tag} is not listed any more{since} and is kept ({cause}); 'imgauto withdraw "
                + $"policy {policy} {unlisted.Tag}' gives it up at once";
        }

        if (passedOver.Count == 0) return text;
        var tags = string.Join(", ", passedOver.Select(one => one.Tag));
        return $"{text}; {tags} {(passedOver.Count == 1 ? "waits" : "wait")}: {passedOver[0].Message}";
    }

    /// <summary>A warning about a number that is written with letters; null when it is not.</summary>
    /// <remarks>The reference reads 1e5, 0x1F and Inf as numbers, and commit ids look like them.</remarks>
    public static string? OfLetters(ImagePolicySpec spec, string tag)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (!CompiledPolicy.Compile(spec.Policy, spec.FilterTags).TryGet(out var policy, out _) || policy.KeyOf(tag) is not { } key
            || !key.Any(char.IsAsciiLetter))
            return null;
        return $"tag {tag} was elected as the number {key}: it holds letters, and such texts (5e3, 0x1f, inf) are read as numbers; if it "
            + "is a commit id, give spec.filterTags a pattern of digits alone, such as ^[0-9]+$";
    }

    /// <summary>Event metadata.</summary>
    public static IReadOnlyDictionary<string, string> Facts(ObjectKey policy, ImageRef elected, ImageRef? previous)
    {
        ArgumentNullException.ThrowIfNull(elected);
        var facts = new Dictionary<string, string>
        {
            ["policy"] = policy.ToString(),
            ["image"] = elected.Name,
            ["new"] = elected.ToString(),
            ["newTag"] = elected.Tag,
        };
        if (previous is not null) (facts["old"], facts["oldTag"]) = (previous.ToString(), previous.Tag);
        return facts;
    }
}
