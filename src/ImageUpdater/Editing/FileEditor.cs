using System.Diagnostics;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>Plans the edit of whole files for a set of policies, without safety rules: what the elections would write.</summary>
public sealed class FileEditor
{
    private readonly Dictionary<ObjectKey, ImageRef> images;
    private readonly EditOptions options;
    private readonly ImageFieldMatcher fields;

    private FileEditor(Dictionary<ObjectKey, ImageRef> images, EditOptions options)
    {
        this.images = images;
        this.options = options;
        fields = new ImageFieldMatcher(images.Select(entry => new ElectedImage(entry.Key, entry.Value)));
    }

    /// <summary>Makes an editor.</summary>
    /// <param name="policies">Policies and their elected images; of two with one name the last counts, as in the reference.</param>
    /// <param name="options">How files are edited; null means the defaults.</param>
    /// <returns>The editor; or the failure of <see cref="SetterValue.Check"/> for the first image that is no reference.</returns>
    public static Result<FileEditor> Create(IEnumerable<ElectedImage> policies, EditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var images = new Dictionary<ObjectKey, ImageRef>();
        foreach (var (policy, image) in policies)
        {
            if (!SetterValue.Check(image).TryGet(out _, out var failure)) return failure;
            images[policy] = image;
        }

        return new FileEditor(images, options ?? new EditOptions());
    }

    /// <summary>Plans one file. Never throws on any content.</summary>
    /// <param name="path">Its path, copied into the result; screening by name is the caller's.</param>
    /// <param name="content">Its bytes.</param>
    public FilePlan Plan(string path, ReadOnlyMemory<byte> content)
    {
        if (options.Paths?.Takes(path) == false) return new FilePlan(new FileTargets { Path = path }, content, [], [], []);
        var (found, conflicts) = Locate(path, content);
        var values = new List<(Target Target, string NewValue)>();
        var unknown = new List<Target>();
        foreach (var target in found.Targets)
        {
            if (images.TryGetValue(target.Policy, out var image)) values.Add((target, SetterValue.For(image, target)));
            else unknown.Add(target);
        }

        if (!TargetEditor.Apply(path, content, values).TryGet(out var edited, out var failure))
        {
            // The targets were located in these very bytes.
            throw new UnreachableException(failure.ToString());
        }

        return new FilePlan(found, edited.Content, edited.Changes, unknown, conflicts);
    }

    private (FileTargets Found, IReadOnlyList<FieldConflict> Conflicts) Locate(string path, ReadOnlyMemory<byte> content)
    {
        if (options.Strategy == EditStrategy.Setters && FileScreening.IsNearCandidate(path))
            return (TargetLocator.LookAtOther(path, content), []);
        if (options.Strategy == EditStrategy.Setters) return (TargetLocator.Locate(path, content, options.Unparsable), []);
        var located = ImageFieldLocator.Locate(path, content);
        var (targets, conflicts) = fields.Match(located);
        return (new FileTargets { Path = path, Targets = targets, Problem = located.Problem }, conflicts);
    }
}
