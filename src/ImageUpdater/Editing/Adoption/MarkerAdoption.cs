using System.Text;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Adoption;

/// <summary>Proposes markers for image fields that match policies. Pure: the result is an edit that a person can look at.</summary>
public static class MarkerAdoption
{
    /// <summary>Adds a marker behind each image field that one policy claims. Values are not changed.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="content">The whole file, UTF-8.</param>
    /// <param name="policies">Policies and their elected images.</param>
    public static AdoptedFile Propose(string path, ReadOnlyMemory<byte> content, ImageFieldMatcher policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var fields = ImageFieldLocator.Locate(path, content);
        var (targets, conflicts) = policies.Match(fields);
        var data = TargetLocator.Bytes(content);
        var marked = TargetLocator.Locate(path, content).Targets.Select(t => t.Start).ToHashSet();
        var adoptions = new List<Adoption>();
        var splices = new List<Splice>();
        foreach (var target in targets.Where(t => !marked.Contains(t.Start)).OrderBy(t => t.Start))
        {
            var at = PlaceFor(data, target, out var reason);
            adoptions.Add(new Adoption(target.Line, target.FieldPath, target.Setter, reason));
            if (reason is null) splices.Add(new Splice(at, 0, Encoding.UTF8.GetBytes($" # {{\"$imagepolicy\": \"{target.Setter}\"}}")));
        }

        return new AdoptedFile(path, splices.Count == 0 ? content : Splice.Apply(data, splices), adoptions, conflicts, fields.Problem);
    }

    private static int PlaceFor(byte[] data, Target target, out string? reason)
    {
        var at = target.Start + target.Length;
        reason = null;
        if (target.Part == TargetPart.TagAndDigest) reason = "no marker sets a tag and a digest in one field";
        else if (target.Style is ScalarStyle.Literal or ScalarStyle.Folded) reason = "the value is a block of text";
        if (reason is not null) return at;

        var end = SkipBlanks(data, at);
        if (target.InFlow && end < data.Length && data[end] == ',')
        {
            at = end + 1;
            end = SkipBlanks(data, at);
        }

        if (end < data.Length && YamlCharacters.BreakLength(data, end) == 0)
        {
            reason = data[end] == '#' ? "there is another comment on the line" : "the field shares its line with others";
        }

        return at;
    }

    private static int SkipBlanks(byte[] data, int at)
    {
        while (at < data.Length && YamlCharacters.IsBlank(data[at]))
        {
            at++;
        }

        return at;
    }
}
