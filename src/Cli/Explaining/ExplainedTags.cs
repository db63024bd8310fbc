using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Explaining;

/// <summary>The tags that an explanation is about.</summary>
/// <param name="Tags">In stored order.</param>
/// <param name="FirstSeen">When a tag was first listed.</param>
/// <param name="Origin">Where they come from: <c>file</c>, <c>state</c> or <c>registry</c>.</param>
internal sealed record ExplainedTags(IReadOnlyList<string> Tags, Func<string, DateTimeOffset?> FirstSeen, string Origin)
{
    private const string NoTags = nameof(NoTags);

    /// <summary>Tags from a file: one a line, or a JSON array. The exclusion list is applied, as a scan would.</summary>
    public static Result<ExplainedTags> FromFile(string file, IReadOnlyList<string>? exclusions)
    {
        try
        {
            var text = File.ReadAllText(file);
            var tags = text.AsSpan().TrimStart() is ['[', ..]
                ? JsonNode.Parse(text)!.AsArray().Select(t => t!.GetValue<string>()) // what is no list of texts is caught
                : text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (!TagExclusions.Compile(exclusions).TryGet(out var excluded, out var failure)) return failure;
            var sorted = tags.Where(t => !excluded.Excludes(t)).Distinct(StringComparer.Ordinal).ToArray();
            Array.Sort(sorted, Utf8Order.Descending);
            return new ExplainedTags(sorted, _ => null, "file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal(NoTags, $"the tags cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return Failure.Terminal(NoTags, $"{file}: this is not a JSON array of texts", e);
        }
    }

    /// <summary>Tags that the registry lists now, by the credentials that the ImageRepository names.</summary>
    /// <param name="source">Reads the Secrets.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="time">Time.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async Task<Result<ExplainedTags>> FromRegistryAsync(
        IResourceSource source, ImageRepository repository, TimeProvider time, CancellationToken cancellationToken)
    {
        const string Instead = "; tags from elsewhere can be given with --tags-file";
        if (!RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out var failure)) return failure;
        if (!TagExclusions.Compile(repository.Spec.ExclusionList).TryGet(out var excluded, out failure)) return failure;
        if (!(await new RegistryTargets(source).ForAsync(repository, image, cancellationToken)).TryGet(out var target, out failure))
            return failure with
            {
                Message = failure.Message + Instead,
            };
        using var registry = new RegistryClient(new RegistryClientOptions { UserAgent = "imgauto/0.1" }, time);
        if (!(await registry.ListTagsAsync(target, cancellationToken)).TryGet(out var listing, out failure)) return failure with
        {
            Message = failure.Message + Instead,
        };
        return new ExplainedTags([.. listing.Tags.Where(t => !excluded.Excludes(t))], _ => null, "registry");
    }

    /// <summary>Tags that <c>imgauto run</c> stored.</summary>
    public static Result<ExplainedTags> FromState(string state, ImageRepository? repository, ObjectKey key, TimeProvider time)
    {
        var hint = "start 'imgauto run', or give tags with --tags-file";
        var path = Path.Combine(state, "tags.db");
        if (!File.Exists(path)) return Failure.Terminal(NoTags, $"no tags are stored in '{state}': {hint}");
        string? damage = null;
        if (!SqliteTagStore.Open(path, time, incident => damage = incident.Message).TryGet(out var store, out var failure)) return failure;
        using (store)
        {
            if (!store.Read(key).TryGet(out var stored, out failure) && failure is not null) return failure;
            if (damage is not null) return Failure.Terminal(NoTags, damage);
            if (stored is null) return Failure.Terminal(NoTags, $"no tags of ImageRepository {key} are stored in '{state}': {hint}");
            if (repository is not null && RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out _)
                && image.Canonical != stored.CanonicalName)
                return Failure.Terminal(
                    NoTags,
                    $"the stored tags are those of {stored.CanonicalName}, and ImageRepository {key} now names {image.Canonical}; wait for "
                        + "its scan");
            return new ExplainedTags(stored.Tags, stored.FirstSeenOf, "state");
        }
    }
}
