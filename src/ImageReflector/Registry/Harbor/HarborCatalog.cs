using System.Collections.Concurrent;
using System.Globalization;
using ImageAutomation.Common.References;
using ImageAutomation.ImageReflector.Registry.Catalog;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Harbor;

/// <summary>Artifacts of Harbor, read newest first with a memory of what was read before: a page of 100 costs one call.</summary>
internal sealed class HarborCatalog(HarborApi api, RegistryClientOptions options, TimeProvider time)
{
    private const int MaxRemembered = 1000;

    /// <summary>Labels, scans and tags of old artifacts change without a push, so everything is read anew after this time.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>By repository, connection and credential: tenants never share what their logins show.</summary>
    private readonly ConcurrentDictionary<string, (IReadOnlyList<RegistryArtifact> Artifacts, DateTimeOffset ReadAt)> remembered =
        new(StringComparer.Ordinal);

    public async Task<Result<IReadOnlyList<RegistryArtifact>>> ListAsync(
        Connection connection, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var key = $"{connection.Origin.Authority}/{connection.Target.Repository}|{connection.Transport}|{credential.Fingerprint}";
        var known = remembered.TryGetValue(key, out var kept) && time.GetUtcNow() - kept.ReadAt < Life ? kept.Artifacts : [];
        var before = known.ToDictionary(artifact => artifact.Digest, StringComparer.Ordinal);
        var found = new Dictionary<string, RegistryArtifact>(StringComparer.Ordinal);
        for (var page = 1; ; page++)
        {
            if (page > options.MaxTags / HarborApi.PageSize)
                return Failure.Transient(
                    RegistryReasons.TagListTooLarge,
                    $"cannot list the artifacts of '{connection.Target}': more than {options.MaxTags}; raise --registry-max-tags if that "
                        + "is right");
            if (!(await api.ArtifactsAsync(connection, credential, page, cancellationToken)).TryGet(out var items, out var failure))
                return failure;
            if (items is null)
                return Failure.Transient(
                    RegistryReasons.RepositoryNotFound,
                    $"cannot list the artifacts of '{connection.Target}': Harbor does not know the repository; a proxy in front of it that "
                        + "unescapes %252F breaks this call, too");
            var artifacts = items.Select(Read).OfType<RegistryArtifact>().ToList();
            // What is pushed while we read moves the pages: an artifact may come twice, and the later answer counts.
            foreach (var artifact in artifacts) found[artifact.Digest] = artifact;
            if (items.Count < HarborApi.PageSize) break;
            if (before.Count == 0
                || !artifacts.TrueForAll(artifact => before.TryGetValue(artifact.Digest, out var same) && SameTags(artifact, same)))
                continue;
            // The rest is older than what was known before.
            foreach (var old in known) found.TryAdd(old.Digest, old);
            break;
        }

        RegistryArtifact[] all = [.. WithoutMovedTags(found.Values)
            .OrderByDescending(artifact => artifact.PushTime ?? DateTimeOffset.MinValue)];
        if (remembered.Count >= MaxRemembered) remembered.Clear(); // a cache
        remembered[key] = (all, known.Count > 0 ? kept.ReadAt : time.GetUtcNow());
        return all;
    }

    public async Task<Result<RegistryArtifact?>> FindAsync(
        Connection connection, RegistryCredential credential, string reference, CancellationToken cancellationToken)
    {
        if (!(await api.ArtifactAsync(connection, credential, reference, cancellationToken)).TryGet(out var artifact, out var failure)
            && failure is not null)
            return failure;
        return artifact is null ? default(RegistryArtifact) : Read(artifact);
    }

    private static bool SameTags(RegistryArtifact one, RegistryArtifact other) => one.Tags.SequenceEqual(other.Tags);

    /// <summary>A tag leads to one artifact; one that was read before may still show a tag that has moved since.</summary>
    private static IEnumerable<RegistryArtifact> WithoutMovedTags(IEnumerable<RegistryArtifact> artifacts)
    {
        var all = artifacts.ToList();
        var owner = new Dictionary<string, (string Digest, DateTimeOffset At)>(StringComparer.Ordinal);
        foreach (var artifact in all)
            foreach (var tag in artifact.Tags)
                if ((tag.PushTime ?? DateTimeOffset.MinValue) is var at && (!owner.TryGetValue(tag.Name, out var holder) || at > holder.At))
                    owner[tag.Name] = (artifact.Digest, at);
        return all.Select(artifact => artifact with { Tags = [.. artifact.Tags.Where(tag => owner[tag.Name].Digest == artifact.Digest)] });
    }

    /// <returns>Null for what has no digest that can be read.</returns>
    private static RegistryArtifact? Read(HarborArtifact artifact)
    {
        if (artifact.Digest is null || !Digest.Parse(artifact.Digest).IsSuccess) return null;
        return new RegistryArtifact
        {
            Digest = artifact.Digest,
            Type = RegistryErrorBody.Clean(artifact.Type, 64).ToUpperInvariant(),
            PushTime = Time(artifact.PushTime),
            Created = DateTimeOffset.TryParse(
                artifact.ExtraAttrs?.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
                    ? Time(created) : null,
            // not null: checked
            Tags = [.. (artifact.Tags ?? []).Where(tag => tag.Name is { } name && TagGrammar.IsTag(name))
                .Select(tag => new ArtifactTag(tag.Name!, Time(tag.PushTime), tag.Immutable))],
            Platforms = [.. (artifact.References is { Count: > 0 } children ? children.Select(child => Platform(child.Platform))
                : [Platform(artifact.ExtraAttrs)]).OfType<string>().Distinct()],
            Labels = [.. (artifact.Labels ?? []).Select(label => RegistryErrorBody.Clean(label.Name, 128)).Where(name => name.Length > 0)],
            Scan = artifact.ScanOverview?.Values.FirstOrDefault() is { } scan ? Scan(scan) : null,
            Accessories = [.. (artifact.Accessories ?? []).Where(one => one.Digest is not null)
                .Select(one => (RegistryErrorBody.Clean(one.Type, 64), one.Digest!))],
        };
    }

    private static ArtifactScan Scan(HarborScan scan)
    {
        var isDone = scan.ScanStatus == "Success";
        return new ArtifactScan(
            isDone, RegistryErrorBody.Clean(scan.ScanStatus, 32), isDone ? RegistryErrorBody.Clean(scan.Severity, 32)
                : null, Time(scan.EndTime), scan.Summary?.Summary ?? []);
    }

    // "unknown" is how builders name attestations among the platforms.
    private static string? Platform(HarborAttributes? platform) =>
        platform is not { Os: { Length: > 0 } os, Architecture: { Length: > 0 } architecture } || os == "unknown" ? null
            : RegistryErrorBody.Clean($"{os}/{architecture}{(platform.Variant is { Length: > 0 } variant ? "/" + variant : "")}", 128);

    // Harbor writes the year 1 for never.
    private static DateTimeOffset? Time(DateTimeOffset? at) => at is { Year: > 1 } ? at : null;
}
