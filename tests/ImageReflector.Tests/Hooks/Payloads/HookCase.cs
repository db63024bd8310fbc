using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.ImageReflector.Hooks;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Payloads;

/// <summary>A body as a sender sends it, and what it says: <c>data/hooks/&lt;sender&gt;/&lt;case&gt;.json</c>.</summary>
internal sealed record HookCase(IReadOnlyDictionary<string, string> Headers, JsonNode? Body, JsonNode Expected)
{
    private const string Form = "application/x-www-form-urlencoded";

    private static string Folder => Path.Combine(ConformanceFile.Root(), "tests", "ImageReflector.Tests", "data", "hooks");

    /// <summary>The names of all cases. Finding none is an error.</summary>
    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            data.Add(Path.GetRelativePath(Folder, file).Replace('\\', '/'));
        return data.Count > 0 ? data : throw new InvalidOperationException($"no cases below {Folder}");
    }

    public static HookCase Load(string name)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!.AsObject(); // a case is an object
        var headers = file["headers"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        return new HookCase(headers, file["body"], file["expected"]!);
    }

    /// <summary>The request with a body; as a form where the headers say so.</summary>
    public HookRequest Request(JsonNode? body)
    {
        var json = body?.ToJsonString() ?? "null";
        var isForm = Headers.TryGetValue("Content-Type", out var type) && type == Form;
        return Request(isForm ? $"x=1&payload={Uri.EscapeDataString(json)}" : json, Headers);
    }

    public static HookRequest Request(string body, IReadOnlyDictionary<string, string>? headers = null) =>
        Request(Encoding.UTF8.GetBytes(body), headers);

    public static HookRequest Request(byte[] body, IReadOnlyDictionary<string, string>? headers = null) => new()
    {
        Method = "POST",
        Headers = (headers ?? new Dictionary<string, string>()).ToDictionary(
            pair => pair.Key, IReadOnlyList<string> (pair) => [pair.Value], StringComparer.OrdinalIgnoreCase),
        Body = body,
    };

    /// <summary>Reads a request as the server does.</summary>
    public static HookNews Read(HookRequest request) => HookPayloads.Read(request, HookBody.Read(request).Value);

    /// <summary>What a body says, as the cases write it: without what is null, false or empty.</summary>
    public static JsonObject Shown(HookNews news)
    {
        var shown = new JsonObject { ["sender"] = news.Sender };
        if (news.Images.Count > 0) shown["images"] = new JsonArray([.. news.Images.Select(Shown)]);
        if (news.Pushes.Count > 0) shown["pushes"] = new JsonArray([.. news.Pushes.Select(Shown)]);
        if (news.IsOfNoConcern) shown["isOfNoConcern"] = true;
        if (news.ValidationCode is not null) shown["validationCode"] = news.ValidationCode;
        return shown;
    }

    private static JsonObject Shown(ImageNews image)
    {
        var shown = new JsonObject();
        if (image.Host is not null) shown["host"] = image.Host;
        shown["path"] = image.Path;
        if (image.Tag is not null) shown["tag"] = image.Tag;
        if (image.Digest is not null) shown["digest"] = image.Digest;
        if (image.IsDeleted) shown["isDeleted"] = true;
        if (image.PushedAt is { } at) shown["pushedAt"] = at.ToString("O", CultureInfo.InvariantCulture);
        return shown;
    }

    private static JsonObject Shown(GitNews push)
    {
        var shown = new JsonObject { ["urls"] = new JsonArray([.. push.Urls.Select(url => JsonValue.Create(url))]) };
        if (push.Refs.Count > 0) shown["refs"] = new JsonArray([.. push.Refs.Select(Shown)]);
        if (push.IsRequestClosed) shown["isRequestClosed"] = true;
        return shown;
    }

    private static JsonObject Shown(GitRefNews moved)
    {
        var shown = new JsonObject { ["name"] = moved.Name };
        if (moved.Commit is not null) shown["commit"] = moved.Commit;
        return shown;
    }
}
