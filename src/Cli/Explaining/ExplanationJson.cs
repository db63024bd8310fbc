using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Explaining;

/// <summary>Explanations for scripts.</summary>
internal static class ExplanationJson
{
    public static JsonObject Of(PolicyExplanation explanation, IReadOnlyList<TagExplanation> tags)
    {
        var policy = explanation.Policy;
        var ready = policy.Status.Find(ConditionTypes.Ready);
        return new JsonObject
        {
            ["policy"] = policy.Key.ToString(),
            ["image"] = explanation.Image,
            ["rule"] = RuleText.Of(policy.Spec),
            ["elected"] = explanation.Elected is { } elected ? Tag(explanation, elected) : null,
            ["error"] = explanation.Election.Elected.Failure?.Message,
            ["status"] = new JsonObject
            {
                ["latestRef"] = policy.Status.LatestRef is null ? null
                    : JsonNode.Parse(
                        JsonSerializer.Serialize(policy, ResourceJson.Default.ImagePolicy))?["status"]?["latestRef"]?.DeepClone(),
                ["ready"] = ready?.Status,
                ["reason"] = ready?.Reason,
                ["message"] = ready?.Message,
                ["unlisted"] = policy.Status.Unlisted is null ? null
                    : JsonNode.Parse(
                        JsonSerializer.Serialize(policy, ResourceJson.Default.ImagePolicy))?["status"]?["unlisted"]?.DeepClone(),
            },
            ["tagsFrom"] = explanation.Origin,
            ["counts"] = new JsonObject(explanation.Counts.Select(c => KeyValuePair.Create(c.Verdict.ToString(), (JsonNode?)c.Count))),
            ["tags"] = new JsonArray([.. tags.Select(t => Tag(explanation, t))]),
        };
    }

    private static JsonObject Tag(PolicyExplanation explanation, TagExplanation tag) => new()
    {
        ["tag"] = tag.Tag,
        ["verdict"] = tag.Verdict.ToString(),
        ["key"] = tag.Key,
        ["firstSeen"] = explanation.FirstSeen(tag.Tag) is { } seen ? KubeTime(seen) : null,
        ["why"] = VerdictText.Of(explanation, tag),
    };

    private static string KubeTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
