using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>The types of what a message template sees, named and shaped as in the reference.</summary>
internal static class TemplateTypes
{
    public static readonly GoType NamespacedName = new("types.NamespacedName", GoKind.Struct, "struct")
    {
        Fields = [new("Namespace", GoType.Text), new("Name", GoType.Text)],
        Stringer = FullName,
        Methods = Methods(new GoFunction("String", [], false, (_, a) => GoValue.Of(FullName(a[0])))),
    };

    public static readonly GoType Change = new("update.Change", GoKind.Struct, "struct")
    {
        Fields = [new("OldValue", GoType.Text), new("NewValue", GoType.Text), new("Setter", GoType.Text)],
    };

    public static readonly GoType ChangeList = GoType.ListOf(Change);

    public static readonly GoType TypeMeta = new("yaml.TypeMeta", GoKind.Struct, "struct")
    {
        Fields = [new("APIVersion", GoType.Text, "apiVersion,omitempty"), new("Kind", GoType.Text, "kind,omitempty")],
    };

    public static readonly GoType NameMeta = new("yaml.NameMeta", GoKind.Struct, "struct")
    {
        Fields = [new("Name", GoType.Text, "name,omitempty"), new("Namespace", GoType.Text, "namespace,omitempty")],
    };

    public static readonly GoType ResourceIdentifier = new("yaml.ResourceIdentifier", GoKind.Struct, "struct")
    {
        Fields = [new("TypeMeta", TypeMeta, null, true), new("NameMeta", NameMeta, null, true)],
    };

    public static readonly GoType ObjectIdentifier = new("update.ObjectIdentifier", GoKind.Struct, "struct")
    {
        Fields = [new("ResourceIdentifier", ResourceIdentifier, null, true)],
    };

    public static readonly GoType ObjectChanges = GoType.MapOf(ObjectIdentifier, ChangeList, "update.ObjectChanges");

    public static readonly GoType FileChanges = GoType.MapOf(GoType.Text, ObjectChanges);

    public static readonly GoType Result = new("update.Result", GoKind.Struct, "struct")
    {
        Fields = [new("FileChanges", FileChanges)],
        Methods = Methods(
            new GoFunction("Objects", [], false, (_, a) => Objects(a[0])),
            new GoFunction("Changes", [], false, (_, a) => Changes(a[0]))),
    };

    public static readonly GoType TemplateData = new("source.TemplateData", GoKind.Struct, "struct")
    {
        Fields = [new("AutomationObject", NamespacedName), new("Changed", Result), new("Values", GoType.TextMap)],
    };

    /// <summary>Makes the dot of a message template.</summary>
    public static GoValue Root(MessageData data)
    {
        var changed = FileMap(data.Changes);
        GoMap? values = null;
        if (data.Values is { } given)
        {
            values = new GoMap();
            foreach (var (key, value) in given) values.Set(ByteText.FromText(key), Text(value));
        }

        return Struct(
            TemplateData,
            Struct(NamespacedName, Text(data.Automation.Namespace), Text(data.Automation.Name)),
            Struct(Result, changed),
            new GoValue(GoType.TextMap, values));
    }

    private static GoValue FileMap(IReadOnlyList<CommitChange> changes)
    {
        if (changes.Count == 0) return new GoValue(FileChanges, null);
        var files = new GoMap();
        foreach (var file in changes.GroupBy(c => c.File, StringComparer.Ordinal))
        {
            var objects = new GoMap();
            foreach (var group in file.GroupBy(c => c.Object))
                objects.Set(Identity(group.Key), new GoValue(ChangeList, group.Select(ChangeValue).ToArray()));
            files.Set(ByteText.FromText(file.Key), new GoValue(ObjectChanges, objects));
        }

        return new GoValue(FileChanges, files);
    }

    /// <summary>An object's identity as a map key.</summary>
    public static GoValue Identity(Common.Resources.Core.ObjectIdentity identity) => Struct(
        ObjectIdentifier,
        Struct(
            ResourceIdentifier,
            Struct(TypeMeta, Text(identity.ApiVersion), Text(identity.Kind)),
            Struct(NameMeta, Text(identity.Name), Text(identity.Namespace))));

    private static GoValue ChangeValue(CommitChange change) =>
        Struct(Change, Text(change.OldValue), Text(change.NewValue), Text(change.Setter));

    // All files together: an object that appears in several keeps all its changes, files in order.
    private static GoValue Objects(GoValue result)
    {
        var merged = new GoMap();
        foreach (var (_, objects) in result.Items[0].Map?.Entries ?? [])
        {
            foreach (var (identity, changes) in objects.Map?.Entries ?? [])
            {
                GoValue[] known = merged.TryGet(identity, out var list) ? list.Items : [];
                merged.Set(identity, new GoValue(ChangeList, known.Concat(changes.Items).ToArray()));
            }
        }

        return new GoValue(ObjectChanges, merged);
    }

    // The distinct changes. The reference has no order here; ours is file, object, position.
    private static GoValue Changes(GoValue result)
    {
        var seen = new HashSet<(string Old, string New, string Setter)>();
        var distinct = new List<GoValue>();
        foreach (var (_, objects) in result.Items[0].Map?.Entries ?? [])
        {
            foreach (var (_, changes) in objects.Map?.Entries ?? [])
                distinct.AddRange(changes.Items.Where(c => seen.Add((c.Items[0].Text, c.Items[1].Text, c.Items[2].Text))));
        }

        return new GoValue(ChangeList, distinct.ToArray());
    }

    private static string FullName(GoValue name) => name.Items[0].Text + "/" + name.Items[1].Text;

    private static GoValue Struct(GoType type, params GoValue[] fields) => new(type, fields);

    private static GoValue Text(string text) => GoValue.Of(ByteText.FromText(text));

    private static Dictionary<string, GoFunction> Methods(params GoFunction[] methods) =>
        methods.ToDictionary(m => m.Name, StringComparer.Ordinal);
}
