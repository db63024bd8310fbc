using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>A refspec of the user, understood as git would in a checkout of the push branch.</summary>
/// <param name="Target">Full name at the remote.</param>
/// <param name="IsForced">Whether it began with a plus sign.</param>
/// <param name="IsOfCheckout">Whether the head of the checkout branch goes there, rather than the new commit.</param>
internal sealed record PushRefspec(string Target, bool IsForced, bool IsOfCheckout = false)
{
    /// <summary>
    /// Understands <c>[+]source[:target]</c>, where the source must be what was committed (<c>HEAD</c>, the push branch, or a pattern that
    /// matches it)
    /// or the checkout branch.
    /// </summary>
    /// <param name="text">The refspec.</param>
    /// <param name="pushBranch">Short name of the push branch.</param>
    /// <param name="checkoutBranch">Short name of the checkout branch; null when no branch is checked out.</param>
    /// <returns>What goes where; a terminal failure that says how to write it, for deletions, other sources and invalid names.</returns>
    public static Result<PushRefspec> Parse(string text, string pushBranch, string? checkoutBranch = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!GitRefName.Branch(pushBranch).TryGet(out var branch, out var failure)) return failure;
        var isForced = text.StartsWith('+');
        var parts = text[(isForced ? 1 : 0)..].Split(':');
        if (parts.Length > 2) return GitFailures.Invalid("write it as source:destination");
        var source = parts[0];
        var target = parts.Length == 2 ? parts[1] : source;
        if (source.Length == 0) return GitFailures.Invalid("it would delete a ref; write it as source:destination");
        if (target.Length == 0) return GitFailures.Invalid("it has no destination; write it as source:destination");
        var isOfCheckout = checkoutBranch is not null && checkoutBranch != pushBranch
            && (source == checkoutBranch || source == GitRefName.Heads + checkoutBranch);

        if (source.Contains('*', StringComparison.Ordinal))
        {
            if (!Matched(source, branch).TryGet(out var middle, out failure)) return failure;
            if (target.Count(c => c == '*') != 1) return GitFailures.Invalid("source and destination must both have one star");
            target = target.Replace("*", middle, StringComparison.Ordinal);
        }
        else if (!isOfCheckout && source != "HEAD" && source != branch && source != pushBranch)
        {
            return GitFailures.Invalid($"its source must be the push branch, {branch}, or the checkout branch");
        }
        else if (target is "HEAD")
        {
            target = branch;
        }

        if (!target.StartsWith("refs/", StringComparison.Ordinal)) target = GitRefName.Heads + target;
        return GitRefName.Full(target).Then<PushRefspec>(full => new PushRefspec(full, isForced, isOfCheckout));
    }

    private static Result<string> Matched(string pattern, string branch)
    {
        var halves = pattern.Split('*');
        if (halves.Length != 2) return GitFailures.Invalid("its source has more than one star");
        var isMatch = branch.Length >= halves[0].Length + halves[1].Length
            && branch.StartsWith(halves[0], StringComparison.Ordinal) && branch.EndsWith(halves[1], StringComparison.Ordinal);
        return isMatch
            ? branch[halves[0].Length..^halves[1].Length]
            : GitFailures.Invalid($"its pattern does not match the push branch '{GitRefName.Shorten(branch)}'");
    }
}
