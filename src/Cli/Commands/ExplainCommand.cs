using System.CommandLine;
using ImageAutomation.Cli.Explaining;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>
/// <c>imgauto explain</c>: why each tag was or was not elected. The election runs through the same code as in <c>imgauto run</c>.
/// </summary>
internal static class ExplainCommand
{
    private const int Around = 5;

    public static Command Create(Answer answer, TimeProvider time)
    {
        var name = new Argument<string>("POLICY") { Description = "Name of an ImagePolicy, or namespace/name." };
        var place = new PlaceArguments();
        var ns = new Option<string?>("--namespace", "-n") { Description = "Its namespace." };
        var tag = new Option<string?>("--tag") { Description = "Say what became of this tag." };
        var file = new Option<string?>("--tags-file")
        {
            Description =
                "Take the tags from this file, one a line or a JSON array, instead of the state folder or, on a cluster, the registry.",
        };
        var output = new OutputOption();
        var command = new Command("explain", "Say why a policy elected its tag, and not the others.")
        {
            name,
            ns,
            tag,
            file,
            output.Option,
        };
        place.AddTo(command);
        NamedObjects.Check(command, name, ns);
        command.SetAction((parsed, cancellationToken) => place.RunAsync(
            parsed,
            answer,
            time,
            async where =>
                (await ExplainAsync(
                    where, NamedObjects.Of(parsed.GetRequiredValue(name), parsed.GetValue(ns)), parsed.GetValue(file), cancellationToken))
                .Then<int>(found => Print(answer, found.Explanation, found.Repository, parsed.GetValue(tag), output.Read(parsed)))));
        return command;
    }

    private static async Task<Result<(PolicyExplanation Explanation, ImageRepository? Repository)>> ExplainAsync(
        IPlace place, ObjectName name, string? file, CancellationToken cancellationToken)
    {
        if (!(await place.FindAsync<ImagePolicy>(name, cancellationToken)).TryGet(out var policy, out var failure)) return failure;
        if (!CompiledPolicy.Compile(policy.Spec.Policy, policy.Spec.FilterTags).TryGet(out var rule, out failure)) return failure;
        if (!WithdrawnTags.Read(policy).TryGet(out var withdrawn, out failure)) return failure;
        var key = PolicyWork.RepositoryOf(policy);
        if (!(await place.GetAsync<ImageRepository>(key, cancellationToken)).TryGet(out var repository, out failure)) return failure;
        var read = file is null ? await place.TagsAsync(repository, key, cancellationToken)
            : ExplainedTags.FromFile(file, repository?.Spec.ExclusionList);
        if (!read.TryGet(out var tags, out failure)) return failure;
        return (new PolicyExplanation
        {
            Policy = policy,
            Image = repository?.Spec.Image,
            Rule = rule,
            Election = new ImageElection(
                rule, policy.Spec, withdrawn.Where(entry => entry.Digest is null || policy.Status.LatestRef?.Tag != entry.Tag)
                    .Select(entry => entry.Tag).ToHashSet(StringComparer.Ordinal), Blocked(policy)).Explain(tags.Tags),
            Withdrawn = withdrawn,
            FirstSeen = tags.FirstSeen,
            Origin = tags.Origin,
        }, repository);
    }

    private static HashSet<string> Blocked(ImagePolicy policy) =>
        (policy.Status.PassedOver ?? []).Where(one => one.Verdict == nameof(TagVerdict.Blocked)).Select(one => one.Tag)
        .ToHashSet(StringComparer.Ordinal);

    private static int Print(Answer answer, PolicyExplanation explanation, ImageRepository? repository, string? asked, OutputFormat format)
    {
        var tags = asked is null ? explanation.Election.Tags : [.. explanation.Election.Tags.Where(t => t.Tag == asked)];
        if (asked is not null && tags.Count == 0)
        {
            var isExcluded = TagExclusions.Compile(repository?.Spec.ExclusionList).TryGet(out var exclusions, out _)
                && exclusions.Excludes(asked);
            if (explanation.Policy.Status.Unlisted is { } unlisted && unlisted.Tag == asked)
            {
                answer.Out.WriteLine(
                    $"{asked} is elected although it is not listed any "
                        + $"more{(unlisted.Since is { } since ? $" since {Cells.Time(since)}" : "")}: {unlisted.Message}; 'imgauto "
                        + $"withdraw policy {explanation.Policy.Key} {asked}' gives it up at once");
                return ExitCodes.Ok;
            }

            answer.Complain(VerdictText.OfUnknown(asked, isExcluded));
            return ExitCodes.Failed;
        }

        if (format != OutputFormat.Table) answer.Print(ExplanationJson.Of(explanation, tags), format);
        else if (asked is not null) answer.Out.WriteLine(VerdictText.Of(explanation, tags[0]) + Seen(explanation, asked));
        else PrintAll(answer, explanation);
        return ExitCodes.Ok;
    }

    private static void PrintAll(Answer answer, PolicyExplanation explanation)
    {
        var policy = explanation.Policy;
        answer.Out.WriteLine($"policy:   {policy.Key}{(explanation.Image is null ? "" : $", image {explanation.Image}")}");
        answer.Out.WriteLine($"elects:   {RuleText.Of(policy.Spec)}");
        answer.Out.WriteLine(explanation.Elected is { } elected
            ? $"elected:  {elected.Tag}"
            + $"{(elected.Key == elected.Tag ? "" : $" (ordered as \"{elected.Key}\")")}{Seen(explanation, elected.Tag)}"
            : $"elected:  nothing: {explanation.Election.Elected.Failure?.Message}");
        var ready = policy.Status.Find(ConditionTypes.Ready);
        answer.Out.WriteLine(ready is null ? "status:   waiting to be reconciled" : $"status:   Ready {ready.Status}: {ready.Message}");
        if (policy.Status.LatestRef is { } latest && explanation.Elected is { } now && latest.Tag != now.Tag)
            answer.Out.WriteLine(policy.Status.Unlisted is { } unlisted && unlisted.Tag == latest.Tag
                ? $"          ({latest.Tag} is not listed any more{(unlisted.Since is { } since ? $" since {Cells.Time(since)}" : "")} and "
                + $"is kept; without it {now.Tag} would be elected)"
                : $"          (the status still says {latest.Tag}, these tags elect {now.Tag})");
        var listed = explanation.Origin == "registry" ? ", listed now from the registry" : "";
        var counts = string.Join(", ", explanation.Counts.Select(c => $"{c.Count} {c.Verdict}"));
        answer.Out.WriteLine($"tags:     {explanation.Election.Tags.Count}{listed}: {counts}");
        answer.Out.WriteLine();
        var table = new Table("TAG", "VERDICT", "ORDERED AS", "FIRST SEEN", "WHY");
        foreach (var tag in Neighbours(explanation))
            table.Add(tag.Tag, tag.Verdict.ToString(), tag.Key
                ?? "", Cells.Time(explanation.FirstSeen(tag.Tag)), VerdictText.Of(explanation, tag));
        answer.Print(table);
        if (explanation.Election.Tags.Count > table.Count)
            answer.Error.WriteLine(
                $"{table.Count} of {explanation.Election.Tags.Count} tags shown; --tag TAG asks for one, -o json shows all");
    }

    /// <summary>The tags around the elected one, most preferred first, then one example of each verdict that has not come up.</summary>
    private static List<TagExplanation> Neighbours(PolicyExplanation explanation)
    {
        var ranked = explanation.Ranked();
        var at = Math.Max(0, ranked.ToList().FindIndex(t => t.Verdict == TagVerdict.Elected));
        var shown = ranked.Skip(Math.Max(0, at - Around)).Take(Math.Min(at, Around) + 1 + Around).ToList();
        var verdicts = shown.Select(t => t.Verdict).ToHashSet();
        shown.AddRange(explanation.Election.Tags.Where(t => verdicts.Add(t.Verdict)).OrderBy(t => t.Verdict));
        return shown;
    }

    private static string Seen(PolicyExplanation explanation, string tag) => explanation.FirstSeen(tag) is { } seen
        ? $", first seen {Cells.Time(seen)}" : "";
}
