using ImageAutomation.Cli.Explaining;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.Cli.Describing;

/// <summary>Spec and status in short lines. Pure.</summary>
internal static class ObjectFacts
{
    private const int LatestTags = 5;

    public static IReadOnlyList<(string Name, string Value)> Of(ImageRepository repository, DateTimeOffset now)
    {
        var (spec, status) = (repository.Spec, repository.Status);
        var facts = new List<(string, string)> { ("image", spec.Image) };
        if (status.CanonicalImageName is { } canonical && canonical != spec.Image) facts.Add(("reads as", canonical));
        facts.Add(("scanned", status.LastScanResult is { ScanTime: { } at } scan ? $"{Ago(at, now)}, {scan.TagCount} tags" : "never"));
        if (status.LastScanResult?.LatestTags is { Count: > 0 } tags)
            facts.Add(("tags", string.Join(", ", tags.Take(LatestTags)) + (status.LastScanResult.TagCount > LatestTags ? ", ..." : "")));
        facts.Add(("interval", spec.Interval + (spec.Timeout is { } limit ? $", timeout {limit}" : "")));
        if (spec.ExclusionList is { Count: > 0 } exclusions && !exclusions.SequenceEqual([TagExclusions.DefaultPattern]))
            facts.Add(("left out", string.Join("  ", exclusions)));
        if (spec.Cloud is { } provider) facts.Add(("provider", provider));
        if (spec.Insecure) facts.Add(("insecure", "plain HTTP is allowed"));
        return [.. facts, .. Common(repository)];
    }

    public static IReadOnlyList<(string Name, string Value)> Of(ImagePolicy policy)
    {
        var facts = new List<(string, string)>
        {
            ("elects", RuleText.Of(policy.Spec)),
            ("elected", policy.Status.LatestRef?.ToString() ?? "nothing yet"),
        };
        if (policy.Status.ObservedPreviousRef is { } before) facts.Add(("before", before.ToString()));
        if (policy.Status.Unlisted is { } unlisted)
            facts.Add(
                ("not listed",
                    $"{unlisted.Tag}{(unlisted.Since is { } since ? $", since {Cells.Time(since)}" : "")}, missing "
                        + $"from {unlisted.Listings} listings; kept: {unlisted.Message}"));
        foreach (var passed in policy.Status.PassedOver ?? [])
            facts.Add(("waits", $"{passed.Tag}, {passed.Verdict}{(passed.Message is null ? "" : ": " + passed.Message)}"));
        if (WithdrawnTags.Read(policy).TryGet(out var withdrawn, out _))
            foreach (var one in withdrawn)
                facts.Add(("withdrawn", $"{one.Tag}{(one.Digest is null ? "" : $"@{one.Digest}")}{WithdrawalText.Of(one)}"));
        if (policy.Spec.DigestReflectionPolicy is { Length: > 0 } digest and not DigestReflection.Never)
            facts.Add(("digest", digest + (policy.Spec.Interval is { } interval ? $", looked up every {interval}" : "")));
        return [.. facts, .. Common(policy)];
    }

    public static IReadOnlyList<(string Name, string Value)> Of(ImageUpdateAutomation automation, GitRepository? source, DateTimeOffset now)
    {
        var (spec, status) = (automation.Spec, automation.Status);
        var facts = new List<(string, string)>();
        if (source is not null)
        {
            facts.Add(("repository", WithoutPassword(source.Spec.Url)));
            if (spec.Git is not null && SourceResolution.Resolve(automation, source).TryGet(out var plan, out _))
                facts.Add(
                    ("pushes to", plan.PushBranch + (plan.Switches ? $", from {plan.Checkout.Branch ?? "another revision"}" : "")
                        + (plan.Path.Length > 0 ? $", below {plan.Path}" : "")));
        }

        facts.Add(("last run", status.LastAutomationRunTime is { } ran ? Ago(ran, now) : "never"));
        if (status.LastPushCommit is { } commit)
            facts.Add(("last push", commit + (status.LastPushTime is { } pushed ? $", {Ago(pushed, now)}" : "")));
        if (status.ObservedSourceRevision is { } revision) facts.Add(("last saw", revision));
        facts.Add(("interval", spec.Interval.ToString()));
        if (spec.Update?.Strategy is { Length: > 0 } strategy and not UpdateStrategy.Setters) facts.Add(("strategy", strategy));
        if (status.Holds is { Total: > 0 } holds)
            facts.Add(("holds", $"{holds.Total}, until something newer is elected, or 'imgauto resume {automation.Key} --policy NAME'"));
        if (status.SkippedFiles is { Total: > 0 } skipped)
            facts.Add(
                ("left alone", skipped.Total == 1 ? "1 file"
                    : $"{skipped.Total} files"
                    + (skipped.Entries?.Count < skipped.Total ? $", the first {skipped.Entries.Count} below" : "")));
        if (status.IgnoredMarkers is { Total: > 0 } ignored)
            facts.Add(
                ("ignored", ignored.Total == 1 ? "1 marker"
                    : $"{ignored.Total} markers"
                    + (ignored.Entries?.Count < ignored.Total ? $", the first {ignored.Entries.Count} below" : "")));
        return [.. facts, .. Common(automation)];
    }

    /// <summary>An address without the password that it may carry.</summary>
    public static string WithoutPassword(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal)
            ? url.Replace(uri.UserInfo + "@", uri.UserInfo.Split(':')[0] + ":***@", StringComparison.Ordinal)
            : url;

    private static IEnumerable<(string, string)> Common<T>(T resource)
        where T : class, IReconciledResource<T>
    {
        var status = resource.Conditioned;
        if (resource.IsSuspended) yield return ("suspended", "yes: nobody works on it");
        if (resource.IsBeingDeleted)
            yield return ("deleted",
                $"since {Cells.Time(resource.Metadata.DeletionTimestamp)}, waits "
                    + $"for {string.Join(", ", resource.Metadata.Finalizers ?? [])}");
        if (!resource.IsSuspended && status.Conditions is not null && status.ObservedGeneration < resource.Metadata.Generation)
            yield return ("generation", status.ObservedGeneration < 0 ? $"{resource.Metadata.Generation}; no generation has gone well yet"
                : $"{resource.Metadata.Generation}; the last that went well is {status.ObservedGeneration}");
        if (resource.ReconcileRequestedAt is { } asked && asked != status.LastHandledReconcileAt)
            yield return ("requested", $"{asked}, not handled yet");
        if (resource.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation) is { Length: > 0 } accepted)
            yield return ("accepted", accepted);
    }

    private static string Ago(DateTimeOffset time, DateTimeOffset now) => $"{Cells.Time(time)} ({Cells.Age(time, now)} ago)";
}
