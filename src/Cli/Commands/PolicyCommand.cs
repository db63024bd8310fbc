using System.CommandLine;
using ImageAutomation.Cli.Batches;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto policy</c>: elections by hand.</summary>
internal static class PolicyCommand
{
    public static Command Create(Answer answer)
    {
        var command = new Command("policy", "Try policies.");
        command.Subcommands.Add(Evaluate(answer));
        return command;
    }

    private static Command Evaluate(Answer answer)
    {
        var batch = new Option<bool>("--batch") { Description = "Read requests as JSON lines from stdin and answer each with one line." };
        var explain = new Option<bool>("--explain") { Description = "With --batch: add the verdict on every tag." };
        var semver = new Option<string?>("--semver") { Description = "Elect the highest version in this range." };
        var alphabetical = new Option<string?>("--alphabetical") { Description = "Elect by bytes: asc elects the last, desc the first." };
        var numerical = new Option<string?>("--numerical") { Description = "Elect by number: asc elects the highest, desc the lowest." };
        var filter = new Option<string?>("--filter") { Description = "Pattern (RE2) that tags have to match." };
        var extract = new Option<string?>("--extract") { Description = "What of the match is ordered, for example '$ts'." };
        var tags = new Argument<string[]>("TAG") { Description = "Tags to elect from.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("evaluate", "Elect a tag from tags that are given.")
        {
            batch,
            explain,
            semver,
            alphabetical,
            numerical,
            filter,
            extract,
            tags,
        };
        command.Validators.Add(r =>
        {
            var orders = new[] { semver, alphabetical, numerical }.Count(o => r.GetValue(o) is not null);
            if (r.GetValue(batch)
                && (orders > 0 || r.GetValue(filter) is not null || r.GetValue(extract) is not null || r.GetValue(tags)?.Length > 0))
                r.AddError("--batch takes policies and tags from stdin; leave the other arguments out, or leave --batch out");
            else if (!r.GetValue(batch) && orders != 1)
                r.AddError("name one of --semver, --alphabetical and --numerical, or use --batch");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(batch))
                return await BatchLoop.RunAsync(answer, line => PolicyBatch.Answer(line, parsed.GetValue(explain)), cancellationToken);
            var choice = new ImagePolicyChoice
            {
                Semver = parsed.GetValue(semver) is { } range ? new SemVerPolicy(range) : null,
                Alphabetical = parsed.GetValue(alphabetical) is { } bytes ? new OrderPolicy { Order = bytes } : null,
                Numerical = parsed.GetValue(numerical) is { } numbers ? new OrderPolicy { Order = numbers } : null,
            };
            var tagFilter = parsed.GetValue(filter) is null && parsed.GetValue(extract) is null ? null : new TagFilter
            {
                Pattern = parsed.GetValue(filter),
                Extract = parsed.GetValue(extract),
            };
            return Show(answer, choice, tagFilter, parsed.GetValue(tags) ?? []);
        });
        return command;
    }

    private static int Show(Answer answer, ImagePolicyChoice choice, TagFilter? filter, IEnumerable<string> given)
    {
        if (!CompiledPolicy.Compile(choice, filter).TryGet(out var policy, out var failure))
        {
            answer.Complain(failure.Message);
            return ExitCodes.Failed;
        }

        var tags = given.ToArray();
        Array.Sort(tags, Utf8Order.Descending);
        var explained = policy.Explain(tags);
        var table = new Table("TAG", "VERDICT", "KEY");
        foreach (var (tag, verdict, key) in explained.Tags.OrderBy(t => t.Verdict)) table.Add(tag, verdict.ToString(), key ?? "");
        answer.Print(table);
        if (explained.Elected.TryGet(out _, out failure)) return ExitCodes.Ok;
        answer.Complain(failure.Message);
        return ExitCodes.Failed;
    }
}
