using System.Text;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>The message of automations without a template: what changed, for a person who reviews it.</summary>
/// <remarks>
/// The subject names the image and its versions when there is one, else the number of images. The body lists file, object, old and new
/// value. Lines keep to 72 characters where names allow; a very large commit is summed up at the end.
/// </remarks>
internal static class DefaultMessage
{
    private const int LineWidth = 72;
    private const int MaxListedChanges = 200;

    /// <summary>Writes the message.</summary>
    /// <param name="data">What changed.</param>
    /// <returns>Subject, blank line and body, without a line feed at the end.</returns>
    public static string Write(MessageData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Changes.Count == 0) return MessageTemplate.FixedText;
        var text = new StringBuilder(Subject(ImageChange.Of(data))).Append('\n');
        AppendBody(text, data);
        return text.ToString().TrimEnd();
    }

    private static string Subject(IReadOnlyList<ImageChange> images) => OneLine(images is [var image] ? ForOne(image) : ForSeveral(images));

    // The fullest form that fits. Both versions tell more than the host and folders of the image.
    private static string ForOne(ImageChange image)
    {
        var forms = new List<string>();
        string[] names = [image.Name, image.ShortName];
        if (image is { Old: { } old, New: { } now }) forms.AddRange(names.Select(name => $"Update {name} from {old} to {now}"));
        if (image.New is { } version) forms.AddRange(names.Select(name => $"Update {name} to {version}"));
        forms.Add($"Update {image.ShortName}");
        return forms.Find(f => f.Length <= LineWidth) ?? Cut(forms[^1]);
    }

    private static string ForSeveral(IReadOnlyList<ImageChange> images)
    {
        var names = images.Select(i => i.ShortName).Distinct(StringComparer.Ordinal).ToArray();
        var subject = $"Update {images.Count} images";
        for (var shown = names.Length; shown > 0; shown--)
        {
            var rest = shown < names.Length ? $" and {names.Length - shown} more" : "";
            var full = $"{subject}: {string.Join(", ", names.Take(shown))}{rest}";
            if (full.Length <= LineWidth) return full;
        }

        return subject;
    }

    private static void AppendBody(StringBuilder text, MessageData data)
    {
        var changes = data.Changes;
        var images = data.Policies.GroupBy(p => p.Policy).ToDictionary(g => g.Key, g => g.Last().Image.Name);
        foreach (var file in changes.Take(MaxListedChanges).GroupBy(c => c.File, StringComparer.Ordinal))
        {
            text.Append('\n').Append(OneLine(file.Key)).Append('\n');
            foreach (var group in file.GroupBy(c => c.Object))
            {
                var indent = "  ";
                if (Describe(group.Key) is { Length: > 0 } description)
                {
                    text.Append(indent).Append(description).Append('\n');
                    indent += "  ";
                }

                foreach (var line in group.Select(c => Line(c, images.GetValueOrDefault(ImageChange.PolicyOf(c.Setter)))).Distinct())
                    AppendLine(text, indent, line);
            }
        }

        var left = changes.Skip(MaxListedChanges).ToArray();
        if (left.Length == 0) return;
        var files = left.Select(c => c.File).Distinct(StringComparer.Ordinal).Count();
        text.Append("\nand ").Append(left.Length).Append(left.Length == 1 ? " more change in " : " more changes in ")
            .Append(files).Append(files == 1 ? " file" : " files").Append('\n');
    }

    private static string Line(CommitChange change, string? image)
    {
        var (old, now) = (OneLine(change.OldValue), OneLine(change.NewValue));
        var (oldName, oldVersion) = ImageChange.Cut(old);
        var (newName, newVersion) = ImageChange.Cut(now);
        if (oldName is not null && oldName == newName) return $"{newName}: {oldVersion} -> {newVersion}";
        // A tag or digest alone does not say of which image.
        var name = image is not null && ImageChange.IsVersion(change.Setter) ? $"{image}: " : "";
        return $"{name}{(old.Length == 0 ? "(empty)" : ImageChange.Shorten(old))} "
            + $"-> {(now.Length == 0 ? "(empty)" : ImageChange.Shorten(now))}";
    }

    private static void AppendLine(StringBuilder text, string indent, string line)
    {
        if (indent.Length + line.Length > LineWidth && line.LastIndexOf(" -> ", StringComparison.Ordinal) is > 0 and var arrow)
            line = $"{line[..arrow]}\n{indent}  {line[(arrow + 1)..]}";
        text.Append(indent).Append(line).Append('\n');
    }

    private static string Describe(Common.Resources.Core.ObjectIdentity identity)
    {
        var name = identity.Namespace.Length > 0 ? $"{identity.Namespace}/{identity.Name}" : identity.Name;
        return OneLine($"{identity.Kind} {name}".Trim());
    }

    private static string Cut(string line) => line.Length <= LineWidth ? line : line[..(LineWidth - 3)] + "...";

    private static string OneLine(string value) => string.Concat(value.Where(c => !char.IsControl(c)));
}
