using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Manifests;

/// <summary>The CEL rules of the CRDs, by their text. A test checks that the CRDs hold no other rule.</summary>
internal static class CelRules
{
    private static readonly Dictionary<string, Func<JsonObject, bool>> Rules = new(StringComparer.Ordinal)
    {
        ["!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')"] =
            spec => !spec.ContainsKey("interval") || Text(spec, "digestReflectionPolicy") == "Always",
        ["has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'"] =
            spec => spec.ContainsKey("interval") || Text(spec, "digestReflectionPolicy") != "Always",
        ["!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))"] =
            spec => !spec.ContainsKey("serviceAccountName") || Text(spec, "provider") is "azure" or "aws",
        ["self.type == 'generic-oidc' || has(self.secretRef)"] = spec => IsOidc(spec) || spec.ContainsKey("secretRef"),
        ["self.type != 'generic-oidc' || !has(self.secretRef)"] = spec => !IsOidc(spec) || !spec.ContainsKey("secretRef"),
        ["self.type != 'generic-oidc' || has(self.oidcProviders)"] = spec => !IsOidc(spec) || spec.ContainsKey("oidcProviders"),
        ["self.type == 'generic-oidc' || !has(self.oidcProviders)"] = spec => IsOidc(spec) || !spec.ContainsKey("oidcProviders"),
    };

    public static bool IsKnown(string rule) => Rules.ContainsKey(rule);

    public static bool Holds(string rule, JsonObject self) =>
        Rules.TryGetValue(rule, out var check) ? check(self)
        : throw new NotSupportedException($"the CRDs use the CEL rule \"{rule}\", which is not known here");

    private static bool IsOidc(JsonObject spec) => Text(spec, "type") == "generic-oidc";

    private static string? Text(JsonObject self, string name) => self[name] is JsonValue value && value.TryGetValue(out string? text)
        ? text : null;
}
