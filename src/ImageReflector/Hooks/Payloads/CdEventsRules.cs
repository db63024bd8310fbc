using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Whether a body is a CDEvent of version 0.4, as far as a receiver has to know.</summary>
/// <remarks>
/// Source: cdevents/spec, schemas of 0.4.1, and the Go SDK, which drops members that it does not know before it looks. The contents of
/// events that are not about artifacts are not checked: nothing in them is read.
/// </remarks>
internal static class CdEventsRules
{
    private const string Prefix = "dev.cdevents.";
    private const string Version = "0.4.";

    /// <summary>The types of 0.4 by subject and predicate, with their own versions; to the type of their subject.</summary>
    private static readonly FrozenDictionary<string, string> Types = new (string Subject, string Predicates)[]
    {
        ("artifact", "deleted.0.1.0 downloaded.0.1.0 packaged.0.2.0 published.0.2.0 signed.0.2.0"),
        ("branch", "created.0.2.0 deleted.0.2.0"),
        ("build", "finished.0.2.0 queued.0.2.0 started.0.2.0"),
        ("change", "abandoned.0.2.0 created.0.3.0 merged.0.2.0 reviewed.0.2.0 updated.0.2.0"),
        ("environment", "created.0.2.0 deleted.0.2.0 modified.0.2.0"),
        ("incident", "detected.0.2.0 reported.0.2.0 resolved.0.2.0"),
        ("pipelineRun", "finished.0.2.0 queued.0.2.0 started.0.2.0"),
        ("repository", "created.0.2.0 deleted.0.2.0 modified.0.2.0"),
        ("service", "deployed.0.2.0 published.0.2.0 removed.0.2.0 rolledback.0.2.0 upgraded.0.2.0"),
        ("taskRun", "finished.0.2.0 started.0.2.0"),
        ("testCaseRun", "finished.0.2.0 queued.0.2.0 skipped.0.1.0 started.0.2.0"),
        ("testOutput", "published.0.2.0"),
        ("testSuiteRun", "finished.0.2.0 queued.0.2.0 started.0.2.0"),
        ("ticket", "closed.0.1.0 created.0.1.0 updated.0.1.0"),
    }
        .SelectMany(row => row.Predicates.Split(' ').Select(
            predicate => KeyValuePair.Create($"{Prefix}{row.Subject.ToLowerInvariant()}.{predicate}", row.Subject)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    // What may stand in a URI-reference besides percent signs; RFC 3986, and letters outside ASCII.
    private static readonly SearchValues<char> NotInUris = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(c => (char)c), '\u007F', '"', '<', '>', '\\', '^', '`', '{', '|', '}']);

    /// <summary>Whether the body is valid.</summary>
    public static bool AreMetBy(JsonElement body) =>
        body.Member("context") is { ValueKind: JsonValueKind.Object } context
        && body.Member("subject") is { ValueKind: JsonValueKind.Object } subject
        && context.Text("type") is { } type && Types.TryGetValue(type, out var subjectType)
        && IsContext(context) && IsSubject(subject, subjectType) && IsContent(type, subject.Member("content"))
        && IsTextOrLeftOut(body, "customDataContentType")
        && body.Member("customData").ValueKind is JsonValueKind.Object or JsonValueKind.String or JsonValueKind.Null
            or JsonValueKind.Undefined;

    private static bool IsContext(JsonElement context) =>
        context.Text("version") is { } version && version.StartsWith(Version, StringComparison.Ordinal) && version.Length > Version.Length
        && char.IsAsciiDigit(version[Version.Length])
        && context.Text("id") is not null
        && IsUriReference(context.Text("source"))
        && HookTime.IsRfc3339(context.Text("timestamp"))
        && IsTextOrLeftOut(context, "schemaUri") && IsTextOrLeftOut(context, "chainId")
        && context.Member("links").ValueKind is JsonValueKind.Array or JsonValueKind.Null or JsonValueKind.Undefined;

    private static bool IsSubject(JsonElement subject, string type) =>
        subject.Text("id") is not null && subject.Text("type") == type
        && IsTextOrLeftOut(subject, "source") && (subject.Text("source") is not { } source || IsUriReference(source))
        && subject.HasObject("content");

    private static bool IsContent(string type, JsonElement content) => type.Split('.')[2..4] switch
    {
        ["artifact", "packaged"] => content.Member("change").Text("id") is not null && IsSbom(content),
        ["artifact", "published"] => IsSbom(content) && IsTextOrLeftOut(content, "user"),
        ["artifact", "signed"] => content.Text("signature") is not null,
        ["artifact", _] => IsTextOrLeftOut(content, "user"),
        _ => true,
    };

    private static bool IsSbom(JsonElement content) =>
        content.Member("sbom").ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || IsUriReference(content.Member("sbom").Text("uri"));

    private static bool IsTextOrLeftOut(JsonElement element, string name) =>
        element.Member(name).ValueKind is JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined;

    private static bool IsUriReference(string? text)
    {
        if (text is null || text.AsSpan().ContainsAny(NotInUris)) return false;
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
        return true;
    }
}
