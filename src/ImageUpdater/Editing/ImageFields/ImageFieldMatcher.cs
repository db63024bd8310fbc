using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>Decides which policy sets which image field: the one whose repository is the field's.</summary>
public sealed class ImageFieldMatcher
{
    private readonly Dictionary<string, List<ElectedImage>> byRepository = new(StringComparer.Ordinal);

    /// <param name="policies">Policies and their elected images; repositories that are no image names match nothing.</param>
    public ImageFieldMatcher(IEnumerable<ElectedImage> policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        foreach (var policy in policies.DistinctBy(p => p.Policy))
        {
            if (!ImageName.TryParse(policy.Image.Name, out var name) || name is null) continue;
            if (!byRepository.TryGetValue(name.Canonical, out var sharing)) byRepository[name.Canonical] = sharing = [];
            sharing.Add(policy);
        }
    }

    /// <summary>Binds the fields of a file to policies.</summary>
    /// <param name="file">The fields.</param>
    /// <returns>The targets, and the fields that several policies claim. Fields that nobody claims appear in neither.</returns>
    public (IReadOnlyList<Target> Targets, IReadOnlyList<FieldConflict> Conflicts) Match(FileImageFields file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var targets = new List<Target>();
        var conflicts = new List<FieldConflict>();
        foreach (var field in file.Fields)
        {
            if (!ImageName.TryParse(field.Name, out var name) || name is null) continue;
            if (!byRepository.TryGetValue(name.Canonical, out var claims)) continue;
            if (claims.Count > 1)
            {
                var policies = claims.Select(c => c.Policy).OrderBy(p => p.ToString(), StringComparer.Ordinal);
                conflicts.Add(new FieldConflict(file.Path, field.Parts[0].Line, field.Parts[0].FieldPath, [.. policies]));
                continue;
            }

            targets.AddRange(Bind(field, claims[0]));
        }

        return (targets, conflicts);
    }

    private static IEnumerable<Target> Bind(ImageField field, ElectedImage elected)
    {
        var hasTag = field.Parts.Any(p => p.Part is TargetPart.Tag or TargetPart.TagAndDigest);
        foreach (var part in field.Parts)
        {
            // A digest without election stays when nothing else names the image; beside a new tag it would be wrong, and is blanked.
            if (part.Part == TargetPart.Digest && string.IsNullOrEmpty(elected.Image.Digest) && !hasTag) continue;
            var suffix = part.Part switch
            {
                TargetPart.Tag or TargetPart.TagAndDigest => ":tag",
                TargetPart.Digest => ":digest",
                _ => "",
            };
            yield return part with { Policy = elected.Policy, Setter = $"{elected.Policy.Namespace}:{elected.Policy.Name}{suffix}" };
        }
    }
}
