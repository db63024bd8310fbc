using ImageAutomation.Common.Results;

namespace ImageAutomation.ImageUpdater.Git;

/// <summary>A refspec of the user, understood as git would in a checkout of the push branch.</summary>
/// <param name="Target">Full name at the remote.</param>
/// <param name="IsForced">Whether it began with a plus sign.</param>
public sealed record PushRefspec(string Target, bool IsForced)
{
    /// <summary>
    /// Understands <c>[+]source[:target]</c>, where the source must be what was committed: <c>HEAD</c>, the push branch, or a pattern that matches it
    ///.
    /// </summary>
    /// <param name="text">The refspec.</param>
    /// <param name="pushBranch">Short name of the push branch.</param>
    /// <returns>Where the new commit goes; a terminal failure for deletions, other sources and invalid names.</returns>
    public static Result<PushRefspec> Parse(string text, string pushBranch)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!GitRefName.Branch(pushBranch).TryGet(out var branch, out var failure)) return failure;
        var isForced = text.StartsWith('+');
        var parts = text[(isForced ? 1 : 0)..].Split(':');
        if (parts.Length > 2) return Refuse(text, "it has more than one colon");
        var source = parts[0];
        var target = parts.Length == 2 ? parts[1] : source;
        if (source.Length == 0) return Refuse(text, "it would delete a ref");
        if (target.Length == 0) return Refuse(text, "it has no target");

        if (source.Contains('*', StringComparison.Ordinal))
        {
            if (!Matched(source, branch).TryGet(out var middle, out failure)) return Refuse(text, failure.Message);
            if (target.Count(c => c == '*') != 1) return Refuse(text, "source and target must both have one star");
            target = target.Replace("*", middle, StringComparison.Ordinal);
        }
        else if (source != "HEAD" && source != branch && source != pushBranch)
        {
            return Refuse(text, $"its source is not the push branch '{pushBranch}'");
        }
        else if (target is "HEAD")
        {
            target = branch;
        }

        if (!target.StartsWith("refs/", StringComparison.Ordinal)) target = GitRefName.Heads + target;
        return GitRefName.Full(target).TryGet(out var full, out failure) ? new PushRefspec(full, isForced) : Refuse(text, failure.Message);
    }

    private static Result<string> Matched(string pattern, string branch)
    {
        var halves = pattern.Split('*');
        if (halves.Length != 2) return GitFailures.Invalid("it has more than one star");
        var isMatch = branch.Length >= halves[0].Length + halves[1].Length
            && branch.StartsWith(halves[0], StringComparison.Ordinal) && branch.EndsWith(halves[1], StringComparison.Ordinal);
        return isMatch
            ? branch[halves[0].Length..^halves[1].Length]
            : GitFailures.Invalid($"its pattern does not match the push branch '{GitRefName.Shorten(branch)}'");
    }

    private static Failure Refuse(string text, string why) => GitFailures.Invalid($"invalid refspec '{Sanitizer.Clean(text)}': {why}");
}
