using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>Finds the data of these tests: the sample kept with them, and the full set where it is at hand.</summary>
internal static class EditingData
{
    public static string Root { get; } = FindRoot();

    public static string Sample => Path.Combine(Root, "tests", "ImageUpdater.Tests", "data", "editing");

    /// <summary>The full set, or null.</summary>
    public static string? Full
    {
        get
        {
            var shared = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(Root, "..", "shared");
            var folder = Path.Combine(shared, "conformance");
            return Directory.Exists(Path.Combine(folder, "setters")) ? Path.GetFullPath(folder) : null;
        }
    }

    public static IReadOnlyList<ElectedImage> Policies(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. from policy in json.RootElement.GetProperty("policies").EnumerateArray()
               let latest = policy.GetProperty("latestRef")
               where latest.ValueKind == JsonValueKind.Object
               select new ElectedImage(
                   new ObjectKey(Text(policy, "namespace"), Text(policy, "name")),
                   new ImageRef
                   {
                       Name = Text(latest, "name"),
                       Tag = Text(latest, "tag"),
                       Digest = latest.TryGetProperty("digest", out var digest) ? digest.GetString() : null,
                   }),
        ];
    }

    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    /// <summary>One line for each change, for comparison.</summary>
    public static string Describe(string file, ObjectIdentity identity, string setter, string old, string now) =>
        $"{file} {identity.ApiVersion}/{identity.Kind}/{identity.Namespace}/{identity.Name} {setter}: {old} -> {now}";

    public static List<string> Changes(JsonElement result)
    {
        var changes = new List<string>();
        foreach (var change in result.GetProperty("changes").EnumerateArray())
        {
            var identity = change.GetProperty("object");
            changes.Add(Describe(
                Text(change, "file"),
                new ObjectIdentity(
                    Text(identity, "apiVersion"), Text(identity, "kind"), Text(identity, "namespace"), Text(identity, "name")),
                Text(change, "setter"),
                Text(change, "old"),
                Text(change, "new")));
        }

        return changes;
    }

    public static string Show(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ImageAutomation.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no ImageAutomation.sln above " + AppContext.BaseDirectory);
    }
}
