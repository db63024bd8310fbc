using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.ImageUpdater.Safety.Holds;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>Asks for every group that is out of step whether it may be written. History is read only for those.</summary>
internal sealed class HoldJudge(UpdaterOptions options, ILogger<HoldJudge> logger)
{
    private static readonly int[] DeepenSteps = [50, 200, 750];

    /// <summary>Judges.</summary>
    public async Task<Result<JudgedGroups>> JudgeAsync(
        PublishRun run, FileTargetsReader targetsOf, IReadOnlyList<TargetGroup> groups, CancellationToken cancellationToken)
    {
        // Without an order nobody can tell what is newer; the policy's own object says what is wrong.
        var elections = run.Request.Elections.Where(e => e.Order is not null).ToDictionary(e => e.Policy);
        var sights = Sights.Load(run.Mirror);
        var (open, written) = (new List<TargetGroup>(), new List<TargetGroup>());
        var overwrites = run.Request.Automation.Spec.Update is { Overwrites: true };
        foreach (var group in groups.Where(g => elections.ContainsKey(g.Policy)))
        {
            switch (HoldDecision.DecideAtSight(group.Questions(elections[group.Policy].Image), overwrites)?.Verdict)
            {
                case HoldVerdict.InStep:
                    sights.Note(group, run.From.Commit);
                    break;
                case HoldVerdict.Write:
                    written.Add(group);
                    break;
                default:
                    open.Add(group);
                    break;
            }
        }

        sights.Save();
        if (open.Count == 0) return new JudgedGroups(written, []);

        var gathered = await GatherAsync(
            run, targetsOf, () => [.. open.Select(g => new GroupEvidence(g, NeedsOwnWrites(g, elections[g.Policy])))], cancellationToken);
        if (!gathered.TryGet(out var evidence, out var failure)) return failure;

        var holds = new List<HoldEntry>();
        var ancestry = new Ancestry(run.Mirror);
        foreach (var group in evidence)
        {
            var election = elections[group.Group.Policy];
            if (!(await AnchorsAsync(ancestry, run.From, group, sights, OrderOf(election), cancellationToken))
                .TryGet(out var anchors, out failure))
                return failure;
            var decision = Decide(run.Request, group, anchors, election);
            if (decision.Verdict == HoldVerdict.Write) written.Add(group.Group);
            else holds.Add(Entry(group, anchors, decision));
        }

        return new JudgedGroups(written, holds);
    }

    private static CompiledPolicy OrderOf(Election election) => election.Order!; // those without one are left out

    // Only a write that goes back, or sideways, can be one of two that undo each other.
    private static bool NeedsOwnWrites(TargetGroup group, Election election)
    {
        var values = group.Targets.Select(t => new GroupTarget(t.Part, t.Value, t.Value, null)).ToList();
        var tag = GroupTag.OfValues(values, new PolicyOrder(OrderOf(election), new HashSet<string>()));
        return tag is null || !OrderOf(election).IsAbove(election.Image.Tag, tag);
    }

    private async Task<Result<List<GroupEvidence>>> GatherAsync(
        PublishRun run, FileTargetsReader targetsOf, Func<List<GroupEvidence>> begin, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        var reader =
            new HistoryReader(mirror, request.Finder, targetsOf, CommitTrailers.AutomationText(request.Automation.Key, options.Instance));
        for (var round = 0; ; round++)
        {
            var evidence = begin(); // a deeper history is read from its start again
            if (await ReadDroppedAsync(run, reader, evidence, cancellationToken) is { } lost) return lost;
            evidence.ForEach(e => e.SeekSetter());
            if (!evidence.Any(e => e.IsOpen)) return evidence;
            if (!(await reader.ReadAsync(from.Commit, evidence, null, cancellationToken)).TryGet(out var end, out var failure))
                return failure;
            evidence.ForEach(e => e.EndSeeking()); // a name is not worth a longer history
            if (end is HistoryEnd.Stopped or HistoryEnd.Root || !evidence.Any(e => e.IsOpen)) return evidence;

            var refs = Refs(mirror, request.Plan);
            if (end == HistoryEnd.Limit || round == DeepenSteps.Length || refs.Count == 0)
            {
                logger.HistoryTooShort(request.Automation.Key, request.Remote.Url, evidence.Count(e => e.IsOpen));
                return evidence;
            }

            if ((await mirror.Remote.DeepenAsync(refs, DeepenSteps[round], cancellationToken)).Failure is { } unreached) return unreached;
        }
    }

    private static List<string> Refs(GitMirror mirror, PublishPlan plan)
    {
        var branches = new[] { plan.PushBranch, SourceResolution.BranchOf(plan.Checkout) };
        return [.. branches.OfType<string>().Select(b => GitRefName.Heads + b).Distinct(StringComparer.Ordinal)
            .Where(r => mirror.CachedHead(r) is not null)];
    }

    // History was rewritten without our commit: what it recorded counts as newest.
    private static async Task<Failure?> ReadDroppedAsync(
        PublishRun run, HistoryReader reader, List<GroupEvidence> evidence, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        var status = request.Automation.Status;
        if (request.Plan.Switches || !ObjectId.TryParse(status.LastPushCommit ?? "", out var last)) return null;
        if (!(await mirror.Objects.IsReachableAsync(last, from.Commit, cancellationToken)).TryGet(out var reachable, out var failure))
            return failure;
        if (reachable) return null;
        if (await LiesElsewhereAsync(mirror, request, last, cancellationToken)) return null;
        if (!(await mirror.Objects.ContainsAsync(last, cancellationToken)).TryGet(out var here, out failure)) return failure;
        // gone: no such evidence
        if (!here && (await mirror.Remote.FetchAsync([last.ToString()], cancellationToken)).Failure is not null) return null;
        var read = await reader.ReadAsync(
            last, evidence, (objects, commit, token) => objects.IsReachableAsync(commit, from.Commit, token), cancellationToken);
        return read.Failure;
    }

    // The automation was given another branch: what it pushed lies on the one before, where nobody took it away.
    private static async Task<bool> LiesElsewhereAsync(
        GitMirror mirror, PublishRequest request, ObjectId pushed, CancellationToken cancellationToken)
    {
        if (request.Automation.Status.ObservedSourceRevision is { } observed && !SourceRevision.IsOf(observed, request.Plan.PushBranch))
            return true;
        var branch = GitRefName.Heads + request.Plan.PushBranch;
        // other branches may have got it from here
        if ((await mirror.WasPushedAsync(pushed, branch, cancellationToken)).TryGet(out var was, out _) && was) return false;
        foreach (var other in mirror.CachedHeadsBeside(branch))
            // a head that was seen long ago may be gone
            if ((await mirror.Objects.IsReachableAsync(pushed, other, cancellationToken)).TryGet(out var liesThere, out _) && liesThere)
                return true;
        return false;
    }

    /// <summary>Anchors of the targets: by history, or by sight where that is newer.</summary>
    private static async Task<Result<IReadOnlyList<string?>>> AnchorsAsync(
        Ancestry ancestry, PublishBase from, GroupEvidence group, Sights sights, CompiledPolicy order, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?> byHistory = [.. group.Targets.Select(t => t.Anchor)];
        if (sights.Find(group.Group) is not { } sight) return byHistory.ToList();
        if (!(await ancestry.IsReachableAsync(sight.Commit, from.Commit, cancellationToken)).TryGet(out var isValid, out var failure))
            return failure;
        if (!isValid) return byHistory.ToList();
        if (group.AnchorCommit is { } own)
        {
            if (!(await ancestry.IsReachableAsync(own, sight.Commit, cancellationToken)).TryGet(out var sightIsNewer, out failure))
                return failure;
            if (!sightIsNewer) return byHistory.ToList();
            var anchored = Tag(group, byHistory, order);
            var seen = Tag(group, sight.Values, order);
            if (anchored is not null && seen is not null && order.IsAbove(anchored, seen)) return byHistory.ToList();
        }

        return sight.Values.Cast<string?>().ToList();
    }

    private static string? Tag(GroupEvidence group, IReadOnlyList<string?> values, CompiledPolicy order)
    {
        var targets = group.Targets.Zip(values, (t, v) => new GroupTarget(t.Target.Part, v ?? "", v ?? "", v)).ToList();
        return GroupTag.OfAnchors(targets, new PolicyOrder(order, new HashSet<string>()));
    }

    private static HoldDecision Decide(PublishRequest request, GroupEvidence group, IReadOnlyList<string?> anchors, Election election)
    {
        var (elected, order) = (election.Image, OrderOf(election));
        var targets = group.Group.Questions(elected, anchors);
        var known = new HashSet<string>(StringComparer.Ordinal) { elected.Tag };
        if (election.PreviousTag is { } previous) known.Add(previous);
        if (GroupTag.OfAnchors(targets, new PolicyOrder(order, known)) is { } anchor) known.Add(anchor);
        return HoldDecision.Decide(new HoldQuestion
        {
            Targets = targets,
            Order = new PolicyOrder(order, known) { Withdrawn = election.Withdrawn },
            ElectedTag = elected.Tag,
            PreviousTag = election.PreviousTag,
            Accepted = AcceptAnnotation.TagsFor(request.Automation, group.Group.Policy, group.SetBy?.Id.ToString()),
            OwnWrites = group.OwnWrites,
            AnchorIsForeign = group.AnchorIsForeign,
        });
    }

    private static HoldEntry Entry(GroupEvidence group, IReadOnlyList<string?> anchors, HoldDecision decision)
    {
        // The target that shows most: the whole reference, else the tag.
        var shown = Enumerable.Range(0, group.Targets.Count).MinBy(i => group.Targets[i].Target.Part switch
        {
            TargetPart.Full => 0,
            TargetPart.TagAndDigest => 1,
            TargetPart.Tag => 2,
            TargetPart.Digest => 3,
            _ => 4,
        });
        return new HoldEntry
        {
            Path = group.Group.Path,
            Object = group.Group.Object,
            Policy = group.Group.Policy.ToString(),
            Decision = decision.Verdict.ToString(),
            Value = group.Targets[shown].Target.Value,
            Rejected = anchors[shown],
            ReleasedAbove = decision.ReleasedAbove,
            Commit = group.SetBy?.Id.ToString() ?? "unknown",
            Author = group.SetBy is { } by ? Printable(by.Author.Name) : "unknown",
            Time = group.SetBy?.Author.When,
        };
    }

    // Whoever can push chooses the name; it must not drive the terminal of whoever reads it.
    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}

/// <summary>Groups that are written, and those that are not.</summary>
internal sealed record JudgedGroups(IReadOnlyList<TargetGroup> Written, IReadOnlyList<HoldEntry> Holds);
