using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Requesting;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto withdraw</c>: a person takes a tag out of a policy's election, at once.</summary>
internal static class WithdrawCommand
{
    private const int MaxReason = 512;

    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("withdraw", "Take a tag out of the election of a policy, or let it in again.");
        command.Subcommands.Add(Policy(answer, time));
        return command;
    }

    private static Command Policy(Answer answer, TimeProvider time)
    {
        var arguments = new ObjectArguments(time);
        var tag = new Argument<string>("TAG") { Description = "The tag." };
        var reason = new Option<string?>("--reason") { HelpName = "text", Description = "Why; it is kept with the tag." };
        var digest = new Option<string?>("--digest") { Description = "Withdraw the tag only while it has this digest." };
        var undo = new Option<bool>("--undo") { Description = "Let the tag take part again." };
        var command = new Command(
            "policy",
            "Take a tag out of the election of an ImagePolicy. The next best is elected at once; what we wrote in Git moves back, what a "
                + "person wrote stays.");
        command.Aliases.Add("imagepolicy");
        arguments.AddTo(command);
        command.Arguments.Add(tag);
        command.Options.Add(reason);
        command.Options.Add(digest);
        command.Options.Add(undo);
        tag.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { } text && !TagGrammar.IsTag(text)) r.AddError($"'{text}' is not a tag");
        });
        digest.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { } text && !Digest.Parse(text).IsSuccess)
                r.AddError($"'{text}' is not a digest of sha256 or sha512");
        });
        reason.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { Length: > MaxReason }) r.AddError($"--reason takes up to {MaxReason} characters");
        });
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<ImagePolicy>(
            parsed,
            answer,
            (place, policy) => parsed.GetValue(undo)
                ? UndoAsync(place, policy, parsed.GetRequiredValue(tag), answer, time, cancellationToken)
                : WithdrawAsync(
                    place, policy, Entry(parsed.GetRequiredValue(tag), parsed.GetValue(digest), parsed.GetValue(reason), time), answer,
                    time, cancellationToken),
            cancellationToken));
        return command;
    }

    private static WithdrawnTag Entry(string tag, string? digest, string? reason, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Tag = tag,
            Digest = digest,
            By = Environment.UserName,
            Reason = string.IsNullOrWhiteSpace(reason) ? null : reason,
            At = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
        };
    }

    private static async Task<Result<int>> WithdrawAsync(
        IPlace place, ImagePolicy policy, WithdrawnTag entry, Answer answer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!WithdrawnTags.Read(policy).TryGet(out _, out var failure)) return failure;
        var asked = await new ObjectRequests(place, time).AskAsync(
            policy, before => Annotation(WithdrawnTags.With(Entries(before), entry)), cancellationToken);
        if (!asked.TryGet(out _, out failure)) return failure;
        answer.Out.WriteLine($"withdrew {entry.Tag} from ImagePolicy {policy.Key}");
        if (policy.Spec.Suspend)
            answer.Complain($"ImagePolicy {policy.Key} is suspended: {place.ResumeAdvice(ImagePolicy.ResourceKind, policy.Key)}");
        else if (place.NotServed() is not null)
            answer.Complain("no 'imgauto run' works on this folder and state; the next run takes it over");
        return ExitCodes.Ok;
    }

    private static async Task<Result<int>> UndoAsync(
        IPlace place, ImagePolicy policy, string tag, Answer answer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!WithdrawnTags.Read(policy).TryGet(out var entries, out var failure)) return failure;
        if (entries.All(entry => entry.Tag != tag))
            return Failure.Terminal("NotWithdrawn", $"{tag} is not withdrawn from ImagePolicy {policy.Key}");
        var asked = await new ObjectRequests(place, time).AskAsync(
            policy, before => Annotation(WithdrawnTags.Without(Entries(before), tag)), cancellationToken);
        if (!asked.TryGet(out _, out failure)) return failure;
        answer.Out.WriteLine($"{tag} takes part again in ImagePolicy {policy.Key}");
        return ExitCodes.Ok;
    }

    // Read once more by each try; what cannot be read was refused before.
    private static IReadOnlyList<WithdrawnTag> Entries(ImagePolicy policy) => WithdrawnTags.Read(policy).TryGet(out var entries, out _)
        ? entries : [];

    private static Dictionary<string, string> Annotation(string text) => new() { [WellKnown.WithdrawnAnnotation] = text };
}
