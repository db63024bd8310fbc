using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using Xunit;

namespace ImageAutomation.Common.Tests.Manifests;

/// <summary>
/// The CRDs of <c>config/crd</c> against the published API: nothing is missing, and nothing more is there but the additions.
/// </summary>
public sealed class CrdFieldsTests
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Words of a schema that say nothing about what is taken, or that the walk itself reads.</summary>
    private static readonly string[] Structure = ["description", "type", "format", "properties", "items", "additionalProperties",
        "required", "x-kubernetes-validations"];

    public static TheoryData<string, string> Tables => new()
    {
        { "imagerepositories", CrdTable.ImageRepository },
        { "imagepolicies", CrdTable.ImagePolicy },
        { "imageupdateautomations", CrdTable.ImageUpdateAutomation },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void TheCrd_IsThePublishedApi_AndTheAdditions(string plural, string table)
    {
        var wanted = table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.StartsWith("+ ", StringComparison.Ordinal) ? line[2..] : line).ToList();
        var found = Describe(Read(plural)).ToList();
        Assert.Equal([], wanted.Except(found)); // missing
        Assert.Equal([], found.Except(wanted)); // more than there should be
        Assert.Equal(wanted.Count, found.Count);
        // their order is what kubectl prints
        Assert.Equal(
            wanted.Where(l => l.StartsWith("column ", StringComparison.Ordinal)),
            found.Where(l => l.StartsWith("column ", StringComparison.Ordinal)));
    }

    [Fact]
    public void TheAdditions_AreThoseOfTheCompatibilityPage()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "compatibility.md"));
        string[] listed = ["spec.update.strategy", "spec.update.onManualChange", "spec.update.unparsable", "spec.update.batch",
            "status.holds", "status.skippedFiles", "status.ignoredMarkers"];
        string[] ofPolicies = ["status.elected", "status.unlisted", "status.passedOver"];
        foreach (var name in listed) Assert.Contains("`ImageUpdateAutomation." + name, page, StringComparison.Ordinal);
        foreach (var name in ofPolicies) Assert.Contains("`ImagePolicy." + name, page, StringComparison.Ordinal);
        listed = [.. listed, .. ofPolicies];
        var added = Tables.SelectMany(t => ((string)t[1]).Split('\n')).Where(l => l.StartsWith("+ ", StringComparison.Ordinal))
            .Select(l => l[2..].Split(' ')[0]).ToList();
        Assert.All(
            added, path =>
                Assert.Contains(listed, l => path == l || path.StartsWith(l + ".", StringComparison.Ordinal)
                    || path.StartsWith(l + "[", StringComparison.Ordinal)));
        Assert.All(listed, l => Assert.Contains(l, added));
    }

    private static IEnumerable<string> Describe(JsonNode crd)
    {
        foreach (var (name, value) in crd["metadata"]!["annotations"]?.AsObject() ?? []) yield return $"annotation {name}={value}";
        var (spec, names) = (crd["spec"]!, crd["spec"]!["names"]!);
        Assert.Equal("image.toolkit.fluxcd.io", (string?)spec["group"]);
        Assert.Null(spec["conversion"]);
        yield return $"names {names["kind"]} {names["listKind"]} {names["plural"]} {names["singular"]}";
        yield return "shortNames " + string.Join(' ', names["shortNames"]!.AsArray());
        yield return "categories " + string.Join(' ', names["categories"]!.AsArray());
        yield return $"scope {spec["scope"]}";
        foreach (var version in spec["versions"]!.AsArray())
        {
            var subresources = string.Join(' ', version!["subresources"]!.AsObject().Select(s => s.Key));
            yield return $"version {version["name"]}{((bool)version["served"]! ? " served" : "")}{((bool)version["storage"]! ? " storage" : "")} {subresources}";
            foreach (var column in version["additionalPrinterColumns"]!.AsArray())
                yield return $"column {column!["name"]} {column["type"]} {column["jsonPath"]}{(column["priority"] is { } p ? $" priority={p}" : "")}";
            foreach (var (name, schema) in version["schema"]!["openAPIV3Schema"]!["properties"]!.AsObject())
                if (name is "spec" or "status") foreach (var line in Walk(name, schema!, isRequired: false)) yield return line;
        }
    }

    private static IEnumerable<string> Walk(string path, JsonNode schema, bool isRequired)
    {
        var attributes = schema.AsObject().Where(a => !Structure.Contains(a.Key)).Select(Attribute).Order(StringComparer.Ordinal);
        var format = schema["format"] is { } f ? "/" + f : "";
        yield return string.Join(
            ' ', [path, (string)schema["type"]! + format, .. isRequired ? ["required"] : Array.Empty<string>(), .. attributes]);
        foreach (var rule in schema["x-kubernetes-validations"]?.AsArray() ?? [])
        {
            yield return $"rule {path} {rule!["rule"]}";
            yield return $"message {path} {rule["message"]}";
        }

        var required = schema["required"]?.AsArray().Select(r => (string?)r).ToList() ?? [];
        foreach (var (name, child) in schema["properties"]?.AsObject() ?? [])
            foreach (var line in Walk($"{path}.{name}", child!, required.Contains(name))) yield return line;
        if (schema["items"] is { } items) foreach (var line in Walk(path + "[]", items, isRequired: false)) yield return line;
        if (schema["additionalProperties"] is { } values) foreach (var line in Walk(path + "{}", values, isRequired: false))
            yield return line;
    }

    private static string Attribute(KeyValuePair<string, JsonNode?> attribute) => attribute switch
    {
        ("enum", JsonArray values) => "enum=" + string.Join('|', values),
        ("pattern", { } value) => "pattern=" + (CrdTable.Patterns.FirstOrDefault(p => p.Value == (string?)value).Key ?? (string?)value),
        ("default", { } value) => "default=" + value.ToJsonString(Plain),
        (var name, { } value) => $"{name.Replace("x-kubernetes-", "", StringComparison.Ordinal)}={value}",
        _ => attribute.Key,
    };

    private static JsonNode Read(string plural) =>
        // the file has an object
        YamlReader.Read(
            File.ReadAllText(Path.Combine(Root(), "config", "crd", "bases", $"image.toolkit.fluxcd.io_{plural}.yaml"))).Value[0].Root!;

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        // the tests run inside the repository
        while (!File.Exists(Path.Combine(folder, "ImageAutomation.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
