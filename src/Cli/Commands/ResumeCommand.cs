using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Evidence;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>
/// <c>imgauto resume</c>: a person lets an automation write again what was held, or takes suspended objects back to work.
/// </summary>
internal static class ResumeCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var arguments = new ObjectArguments(time);
        var policy = new Option<string?>("--policy") { Description = "Accept the holds of this policy." };
        var tag = new Option<string?>("--tag")
        {
            Description = "The tag that was rejected, or that Git holds; by default taken from the holds of the policy.",
        };
        var all = new Option<bool>("--all") { Description = "Accept every hold of the automation." };
        var command = new Command(
            "resume",
            "Let an automation write again where a person's change stands against it: resume NAME --policy POLICY, or --all. With a "
                + "command: take suspended objects back to work.")
        {
            policy,
            tag,
            all,
        };
        arguments.AddTo(command, hasCommands: true);
        tag.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { } text && !TagGrammar.IsTag(text)) r.AddError($"'{text}' is not a tag");
        });
        command.Validators.Add(r =>
        {
            if (r.GetValue(all) == (r.GetValue(policy) is not null))
                r.AddError("name --policy (and --tag), or --all; 'imgauto get holds' shows what is held");
            else if (r.GetValue(tag) is not null && r.GetValue(policy) is null) r.AddError("--tag needs --policy");
        });
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<ImageUpdateAutomation>(
            parsed, answer,
            (place, automation) =>
                AcceptAsync(place, automation, parsed.GetValue(policy), parsed.GetValue(tag), answer, time, cancellationToken),
            cancellationToken));
        command.Subcommands.Add(ResumeKind.Create<ImageRepository>("repository", ["imagerepository"], answer, time, RunReport.Of));
        command.Subcommands.Add(ResumeKind.Create<ImagePolicy>("policy", ["imagepolicy"], answer, time, RunReport.Of));
        command.Subcommands.Add(
            ResumeKind.Create<ImageUpdateAutomation>("automation", ["update", "imageupdateautomation"], answer, time, RunReport.Of));
        foreach (var kind in command.Subcommands) arguments.RefuseBefore(kind);
        return command;
    }

    private static async Task<Result<int>> AcceptAsync(
        IPlace place, ImageUpdateAutomation automation, string? policy, string? tag, Answer answer, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (automation.Spec.Suspend)
            return Failure.Terminal(
                "Suspended", $"resource is suspended: {place.ResumeAdvice(ResourceKinds.ImageUpdateAutomation, automation.Key)}");
        if (policy is not null)
        {
            if (!ObjectName.Parse(policy, null).TryGet(out var named, out var wrong)) return wrong;
            if (!named.Means(automation.Metadata.Namespace, named.Name))
                return Failure.Terminal(
                    "InvalidName",
                    $"policy '{policy}' is not in the namespace of ImageUpdateAutomation {automation.Key}, which writes no others");
            policy = named.Name;
        }

        if (!Accepted(automation, policy, tag).TryGet(out var pairs, out var failure)) return failure;
        if (!(await new ObjectRequests(place, time).AskAsync(automation, before => Annotation(before, pairs), cancellationToken))
            .TryGet(out _, out failure))
            return failure;
        foreach (var (name, accepted) in pairs.Select(p => (p.Policy, p.Tag)).Distinct())
            answer.Out.WriteLine($"accepted {name}={accepted}");
        if (place.NotServed() is not null) answer.Complain("no 'imgauto run' works on this folder and state; the next run takes it over");
        return ExitCodes.Ok;
    }

    private static Result<IReadOnlyList<(string Policy, string Tag, string? Commit)>> Accepted(
        ImageUpdateAutomation automation, string? name, string? tag)
    {
        var holds = (automation.Status.Holds?.Entries ?? [])
            .Where(h => name is null || h.Policy == $"{automation.Metadata.Namespace}/{name}").ToList();
        if (name is not null && tag is not null) return new[] { (name, tag, (string?)null) };
        var pairs = new List<(string, string, string?)>();
        foreach (var hold in holds)
        {
            if (HeldTag.Of(hold) is not { } held)
                return Failure.Terminal("NoTag", $"the hold of {hold.Policy} in {hold.Path} shows no tag; name it with --policy and --tag");
            pairs.Add((hold.Policy[(hold.Policy.IndexOf('/', StringComparison.Ordinal) + 1)..], held, hold.Commit));
        }

        if (pairs.Count > 0) return pairs.Distinct().ToList();
        return Failure.Terminal(
            "NoHold",
            $"ImageUpdateAutomation {automation.Key} has no "
                + $"holds{(name is null ? "" : $" of policy '{name}'; to accept a tag beforehand name it with --tag")}");
    }

    private static Dictionary<string, string> Annotation(
        ImageUpdateAutomation before, IReadOnlyList<(string Policy, string Tag, string? Commit)> pairs)
    {
        var text = before.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation);
        foreach (var (policy, tag, commit) in pairs) text = AcceptAnnotation.With(text, policy, tag, commit);
        return new Dictionary<string, string> { [WellKnown.AcceptAnnotation] = text ?? "" };
    }
}
