using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>What editing found and changed over many files; filled file by file, in the order in which they are added.</summary>
public sealed record PlanReport
{
    /// <summary>All changes, in the order of files and bytes.</summary>
    public required IReadOnlyList<Change> Changes { get; init; }

    /// <summary>How many files were added.</summary>
    public required int FilesScanned { get; init; }

    /// <summary>How many targets each policy has, in the order of their names; policies without targets included.</summary>
    public required IReadOnlyList<PolicyTargets> Policies { get; init; }

    /// <summary>Markers whose policy is not among those given.</summary>
    public required IReadOnlyList<MarkerReport> UnknownMarkers { get; init; }

    /// <summary>Markers that can name no policy.</summary>
    public required IReadOnlyList<MarkerReport> IgnoredMarkers { get; init; }

    /// <summary>Markers that stand where they mark nothing.</summary>
    public required IReadOnlyList<MarkerReport> LooseMarkers { get; init; }

    /// <summary>Files that were left alone.</summary>
    public required IReadOnlyList<ProblemFile> Problems { get; init; }

    /// <summary>Fields that several policies claim.</summary>
    public required IReadOnlyList<FieldConflict> Conflicts { get; init; }

    /// <summary>Sums up the plans of files.</summary>
    /// <param name="plans">One plan for each file that was looked at.</param>
    /// <param name="policies">The policies that were given.</param>
    public static PlanReport Of(IEnumerable<FilePlan> plans, IEnumerable<ObjectKey> policies)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(policies);
        var all = plans.ToList();
        var counts = policies.Distinct().ToDictionary(policy => policy, _ => 0);
        foreach (var target in all.SelectMany(plan => plan.Targets.Targets))
        {
            if (counts.TryGetValue(target.Policy, out var count)) counts[target.Policy] = count + 1;
        }

        return new PlanReport
        {
            Changes = [.. all.SelectMany(plan => plan.Changes)],
            FilesScanned = all.Count,
            Policies =
            [
                .. counts.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                    .Select(entry => new PolicyTargets(entry.Key, entry.Value)),
            ],
            UnknownMarkers =
                [.. from plan in all from target in plan.Unknown select new MarkerReport(plan.Targets.Path, target.Line, target.Setter)],
            IgnoredMarkers = [.. all.SelectMany(plan => Reports(plan, plan.Targets.Ignored))],
            LooseMarkers = [.. all.SelectMany(plan => Reports(plan, plan.Targets.Loose))],
            Problems = [.. all.SelectMany(Problem)],
            Conflicts = [.. all.SelectMany(plan => plan.Conflicts)],
        };
    }

    private static IEnumerable<MarkerReport> Reports(FilePlan plan, IEnumerable<IgnoredMarker> markers) =>
        markers.Select(marker => new MarkerReport(plan.Targets.Path, marker.Line, marker.Setter));

    private static IEnumerable<ProblemFile> Problem(FilePlan plan) =>
        plan.Targets.Problem is { } problem ? [new ProblemFile(plan.Targets.Path, problem)] : [];
}
