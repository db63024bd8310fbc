using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

/// <summary>Reads the data of recorded template cases.</summary>
internal static class RecordedData
{
    public static MessageData Read(JsonElement data)
    {
        var automation = data.GetProperty("AutomationObject");
        var changes = new List<CommitChange>();
        var files = data.GetProperty("FileChanges");
        foreach (var file in files.ValueKind == JsonValueKind.Null ? [] : files.EnumerateArray().ToArray())
        {
            foreach (var item in file.GetProperty("Objects").EnumerateArray())
            {
                var identity =
                    new ObjectIdentity(Text(item, "APIVersion"), Text(item, "Kind"), Text(item, "Namespace"), Text(item, "Name"));
                changes.AddRange(item.GetProperty("Changes").EnumerateArray().Select(change => new CommitChange(
                    Text(file, "File"), identity, Text(change, "OldValue"), Text(change, "NewValue"), Text(change, "Setter"))));
            }
        }

        var values = data.GetProperty("Values");
        return new MessageData
        {
            Automation = new ObjectKey(Text(automation, "Namespace"), Text(automation, "Name")),
            Changes = changes,
            Values = values.ValueKind == JsonValueKind.Null ? null
                : values.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!),
        };
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
