using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>What editing found and changed over many files; filled file by file, in the order in which they are added.</summary>
/// <param name="Changes">All changes, in the order of files and bytes.</param>
/// <param name="FilesScanned">How many files were added.</param>
/// <param name="Policies">How many targets each policy has, in the order of their names; policies without targets included.</param>
/// <param name="UnknownMarkers">Markers whose policy is not among those given.</param>
/// <param name="IgnoredMarkers">Markers that can name no policy.</param>
/// <param name="LooseMarkers">Markers that stand where they mark nothing.</param>
/// <param name="Problems">Files that were left alone.</param>
/// <param name="Conflicts">Fields that several policies claim.</param>
public sealed record PlanReport(
    IReadOnlyList<Change> Changes,
    int FilesScanned,
    IReadOnlyList<PolicyTargets> Policies,
    IReadOnlyList<MarkerReport> UnknownMarkers,
    IReadOnlyList<MarkerReport> IgnoredMarkers,
    IReadOnlyList<MarkerReport> LooseMarkers,
    IReadOnlyList<ProblemFile> Problems,
    IReadOnlyList<FieldConflict> Conflicts)
{
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

        return new PlanReport(
            [.. all.SelectMany(plan => plan.Changes)],
            all.Count,
            [.. counts.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                .Select(entry => new PolicyTargets(entry.Key, entry.Value))],
            [.. from plan in all from target in plan.Unknown select new MarkerReport(plan.Targets.Path, target.Line, target.Setter)],
            [.. from plan in all from marker in plan.Targets.Ignored
                select new MarkerReport(plan.Targets.Path, marker.Line, marker.Setter)],
            [.. from plan in all from marker in plan.Targets.Loose select new MarkerReport(plan.Targets.Path, marker.Line, marker.Setter)],
            [.. all.SelectMany(Problem)],
            [.. all.SelectMany(plan => plan.Conflicts)]);
    }

    private static IEnumerable<ProblemFile> Problem(FilePlan plan) =>
        plan.Targets.Problem is { } problem ? [new ProblemFile(plan.Targets.Path, problem)] : [];
}
