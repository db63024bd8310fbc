using System.CommandLine;
using ImageAutomation.Cli.Describing;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto describe</c>: everything on one object, on one page.</summary>
internal static class DescribeCommand
{
    private const int LastEvents = 10;

    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("describe", "Show how one object stands, what it depends on, and what happened to it.");
        command.Subcommands.Add(Kind<ImageRepository>("repository", ["imagerepository"], answer, time, DescribeAsync));
        command.Subcommands.Add(Kind<ImagePolicy>("policy", ["imagepolicy"], answer, time, DescribeAsync));
        command.Subcommands.Add(
            Kind<ImageUpdateAutomation>("automation", ["update", "imageupdateautomation"], answer, time, DescribeAsync));
        return command;
    }

    /// <summary>What is told of an object: facts, what it hangs together with, holds.</summary>
    private delegate Task<(IReadOnlyList<(string, string)> Facts, IReadOnlyList<RelatedObject> Related, IReadOnlyList<HoldEntry> Holds)>
        Describe<T>(IPlace place, T found, DateTimeOffset now, CancellationToken cancellationToken);

    private static Command Kind<T>(
        string name, string[] aliases, Answer answer, TimeProvider time,
        Describe<T> describe)
        where T : class, IReconciledResource<T>
    {
        var arguments = new ObjectArguments(time);
        var command = new Command(name, $"Describe one {T.ResourceKind.Kind}.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<T>(
            parsed,
            answer,
            async (place, found) =>
            {
                var now = time.GetUtcNow();
                var (facts, related, holds) = await describe(place, found, now, cancellationToken);
                var description = new ObjectDescription
                {
                    Title = $"{T.ResourceKind.Kind} {found.Key}",
                    Ready = found.Conditioned.Find(ConditionTypes.Ready),
                    Facts = facts,
                    Related = related,
                    Conditions = found.Conditioned.Conditions ?? [],
                    Holds = holds,
                    Ignored = found is ImageUpdateAutomation { Status.IgnoredMarkers.Entries: { } ignored } ? ignored : [],
                    Skipped = found is ImageUpdateAutomation { Status.SkippedFiles.Entries: { } skipped } ? skipped : [],
                    Events = await EventsAsync(place, found, answer, cancellationToken),
                };
                DescriptionPrinter.Print(answer, description, now);
                return ExitCodes.Ok;
            },
            cancellationToken));
        return command;
    }

    private static async Task<(IReadOnlyList<(string, string)>, IReadOnlyList<RelatedObject>, IReadOnlyList<HoldEntry>)> DescribeAsync(
        IPlace place, ImageRepository repository, DateTimeOffset now, CancellationToken cancellationToken) =>
        (ObjectFacts.Of(repository, now), await new RelatedObjects(place, cancellationToken).OfAsync(repository), []);

    private static async Task<(IReadOnlyList<(string, string)>, IReadOnlyList<RelatedObject>, IReadOnlyList<HoldEntry>)> DescribeAsync(
        IPlace place, ImagePolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var related = await new RelatedObjects(place, cancellationToken).OfAsync(policy);
        var read = await place.ReadAsync(new ViewQuery
        {
            Kinds = [ResourceKinds.ImageUpdateAutomation],
            Namespace = policy.Metadata.Namespace,
        }, cancellationToken);
        var holds = read.TryGet(out var view, out _) // the line on automations says why not
            ? view.List<ImageUpdateAutomation>().SelectMany(a => a.Status.Holds?.Entries ?? [])
            .Where(h => h.Policy == policy.Key.ToString()).ToList()
            : [];
        return (ObjectFacts.Of(policy), related, holds);
    }

    private static async Task<(IReadOnlyList<(string, string)>, IReadOnlyList<RelatedObject>, IReadOnlyList<HoldEntry>)> DescribeAsync(
        IPlace place, ImageUpdateAutomation automation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (related, source) = await new RelatedObjects(place, cancellationToken).OfAsync(automation);
        return (ObjectFacts.Of(automation, source, now), related, automation.Status.Holds?.Entries ?? []);
    }

    private static async Task<IReadOnlyList<RecordedEvent>> EventsAsync<T>(
        IPlace place, T found, Answer answer, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var query = new ViewQuery { Namespace = found.Metadata.Namespace, EventsOf = [T.ResourceKind], EventsOfName = found.Metadata.Name };
        if (!(await place.ReadAsync(query, cancellationToken)).TryGet(out var view, out var failure))
        {
            answer.Complain(failure.Message);
            return [];
        }

        return [.. view.Events.Where(e => e.Kind == T.ResourceKind.Kind && e.Namespace == found.Metadata.Namespace
            && e.Name == found.Metadata.Name).TakeLast(LastEvents)];
    }
}
