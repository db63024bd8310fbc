using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>
/// The fields that templates of earlier API versions read: <c>.Updated</c> and <c>.Changed.ImageResult</c>, with the images that were
/// written.
/// </summary>
internal static class OldViewTypes
{
    private static readonly GoType Image = new("update.imageRef", GoKind.Struct, "struct")
    {
        Fields = [new("text", GoType.Text), new("registry", GoType.Text), new("repository", GoType.Text), new("identifier", GoType.Text),
            new("name", GoType.Text), new("policy", TemplateTypes.NamespacedName)],
        Stringer = v => v.Items[0].Text,
        Methods = new[] { "String", "Registry", "Repository", "Identifier", "Name", "Policy" }
            .Select((name, i) => new GoFunction(name, [], false, (_, a) => a[0].Items[i]))
            .ToDictionary(m => m.Name, StringComparer.Ordinal),
    };

    private static readonly GoType Images = GoType.ListOf(Image);

    private static readonly GoType Objects = GoType.MapOf(TemplateTypes.ObjectIdentifier, Images);

    private static readonly GoType FileResult = new("update.FileResult", GoKind.Struct, "struct") { Fields = [new("Objects", Objects)] };

    private static readonly GoType Files = GoType.MapOf(GoType.Text, FileResult);

    private static readonly GoType ImageResult = new("update.Result", GoKind.Struct, "struct")
    {
        Fields = [new("Files", Files)],
        Methods = new GoFunction[]
        {
            new("Objects", [], false, (_, a) => MergeObjects(a[0])),
            new("Images", [], false, (_, a) => Distinct(a[0])),
        }.ToDictionary(m => m.Name, StringComparer.Ordinal),
    };

    private static readonly GoType Changed = new(TemplateTypes.Result.Name, GoKind.Struct, "struct")
    {
        Fields = [.. TemplateTypes.Result.Fields, new("ImageResult", ImageResult)],
        Methods = TemplateTypes.Result.Methods,
    };

    private static readonly GoType TemplateData = new(TemplateTypes.TemplateData.Name, GoKind.Struct, "struct")
    {
        Fields = [new("AutomationObject", TemplateTypes.NamespacedName), new("Updated", ImageResult), new("Changed", Changed),
            new("Values", GoType.TextMap)],
    };

    /// <summary>Adds the old fields to the dot of a message template.</summary>
    public static GoValue Extend(GoValue root, MessageData data)
    {
        var images = new GoValue(ImageResult, new[] { FileMap(data) });
        var changed = new GoValue(Changed, new[] { root.Items[1].Items[0], images });
        return new GoValue(TemplateData, new[] { root.Items[0], images, changed, root.Items[2] });
    }

    private static GoValue FileMap(MessageData data)
    {
        var elected = data.Policies.GroupBy(p => p.Policy).ToDictionary(g => g.Key, g => g.Last().Image);
        var files = new GoMap();
        foreach (var file in data.Changes.GroupBy(c => c.File, StringComparer.Ordinal))
        {
            var objects = new GoMap();
            foreach (var group in file.GroupBy(c => c.Object))
            {
                var images = group.Select(c => ImageOf(c, elected)).Distinct(ValueEquality.Instance).ToArray();
                objects.Set(TemplateTypes.Identity(group.Key), new GoValue(Images, images));
            }

            files.Set(ByteText.FromText(file.Key), new GoValue(FileResult, new[] { new GoValue(Objects, objects) }));
        }

        return new GoValue(Files, files);
    }

    private static GoValue ImageOf(CommitChange change, Dictionary<ObjectKey, ImageRef> elected)
    {
        var policy = ImageChange.PolicyOf(change.Setter);
        var text = elected.TryGetValue(policy, out var image) ? image.ToString() : change.NewValue;
        var reference = ImageReference.Parse(text).TryGet(out var parsed, out _) ? parsed : null;
        return new GoValue(Image, new[]
        {
            Text(text),
            Text(reference?.Repository.Registry ?? ""),
            Text(reference?.Repository.Path ?? ""),
            Text(reference?.Identifier ?? ""),
            Text(reference?.Canonical ?? text),
            new GoValue(TemplateTypes.NamespacedName, new[] { Text(policy.Namespace), Text(policy.Name) }),
        });
    }

    private static GoValue MergeObjects(GoValue result)
    {
        var merged = new GoMap();
        foreach (var (_, file) in result.Items[0].Map?.Entries ?? [])
        {
            foreach (var (identity, images) in file.Items[0].Map?.Entries ?? [])
            {
                GoValue[] known = merged.TryGet(identity, out var list) ? list.Items : [];
                merged.Set(identity, new GoValue(Images, known.Concat(images.Items).Distinct(ValueEquality.Instance).ToArray()));
            }
        }

        return new GoValue(Objects, merged);
    }

    private static GoValue Distinct(GoValue result) => new(
        Images,
        (MergeObjects(result).Map?.Entries ?? []).SelectMany(e => e.Value.Items).Distinct(ValueEquality.Instance).ToArray());

    private static GoValue Text(string text) => GoValue.Of(ByteText.FromText(text));

    private sealed class ValueEquality : IEqualityComparer<GoValue>
    {
        public static readonly ValueEquality Instance = new();

        public bool Equals(GoValue x, GoValue y) => GoValue.DeepEqual(x, y);

        public int GetHashCode(GoValue value) => value.Items[0].Text.GetHashCode(StringComparison.Ordinal);
    }
}
