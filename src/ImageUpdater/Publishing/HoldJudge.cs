using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git;
using ImageAutomation.ImageUpdater.Holds;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Asks for every group that is out of step whether it may be written.</summary>
internal static class HoldJudge
{
    /// <summary>Judges.</summary>
    public static Task<Result<JudgedGroups>> JudgeAsync(GitMirror mirror, PublishBase from, PublishRequest request, IReadOnlyList<TargetGroup> groups, CancellationToken cancellationToken)
    {
        var policies = request.Policies.ToDictionary(p => p.Key);
        var written = new List<TargetGroup>();
        var holds = new List<HoldEntry>();
        foreach (var group in groups)
        {
            var policy = policies[group.Policy];
            var elected = policy.Status.LatestRef!; // selected for having one
            if (group.IsInStep(elected)) continue;
            if (!CompiledPolicy.Compile(policy.Spec.Policy, policy.Spec.FilterTags).TryGet(out var compiled, out var failure)) return Task.FromResult<Result<JudgedGroups>>(failure);
            var known = new HashSet<string> { elected.Tag };
            if (policy.Status.ObservedPreviousRef?.Tag is { } previous) known.Add(previous);
            var question = new HoldQuestion
            {
                Targets = [.. group.Targets.Select(t => new GroupTarget(t.Part, t.Value, SetterValue.For(elected, t), null))],
                Order = new PolicyOrder(compiled, known),
                ElectedTag = elected.Tag,
                PreviousTag = policy.Status.ObservedPreviousRef?.Tag,
                Overwrite = request.Automation.Spec.Update?.OnManualChange == "Overwrite",
            };
            var decision = HoldDecision.Decide(question);
            if (decision.Verdict == HoldVerdict.Write) written.Add(group);
            else
                holds.Add(new HoldEntry
                {
                    Path = group.Path,
                    Object = group.Object,
                    Policy = group.Policy.ToString(),
                    Decision = decision.Verdict.ToString(),
                    Value = group.Targets[0].Value,
                    ReleasedAbove = decision.ReleasedAbove,
                });
        }

        return Task.FromResult<Result<JudgedGroups>>(new JudgedGroups(written, holds));
    }
}

/// <summary>Groups that are written, and those that are not.</summary>
internal sealed record JudgedGroups(IReadOnlyList<TargetGroup> Written, IReadOnlyList<HoldEntry> Holds);
