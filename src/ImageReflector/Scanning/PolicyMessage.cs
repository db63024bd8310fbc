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

    /// <summary>Event metadata.</summary>
    public static IReadOnlyDictionary<string, string> Facts(ObjectKey policy, ImageRef elected, ImageRef? previous)
    {
        ArgumentNullException.ThrowIfNull(elected);
        var facts = new Dictionary<string, string> { ["policy"] = policy.ToString(), ["image"] = elected.Name, ["new"] = elected.ToString(), ["newTag"] = elected.Tag };
        if (previous is not null) (facts["old"], facts["oldTag"]) = (previous.ToString(), previous.Tag);
        return facts;
    }
}
