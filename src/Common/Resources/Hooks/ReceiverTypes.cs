using System.Collections.Frozen;

namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>The texts of <see cref="ReceiverType"/>.</summary>
public static class ReceiverTypes
{
    private static readonly FrozenDictionary<string, ReceiverType> ByText = new Dictionary<string, ReceiverType>
    {
        ["generic"] = ReceiverType.Generic,
        ["generic-hmac"] = ReceiverType.GenericHmac,
        ["generic-oidc"] = ReceiverType.GenericOidc,
        ["github"] = ReceiverType.GitHub,
        ["gitlab"] = ReceiverType.GitLab,
        ["bitbucket"] = ReceiverType.Bitbucket,
        ["harbor"] = ReceiverType.Harbor,
        ["dockerhub"] = ReceiverType.DockerHub,
        ["quay"] = ReceiverType.Quay,
        ["gcr"] = ReceiverType.Gcr,
        ["nexus"] = ReceiverType.Nexus,
        ["acr"] = ReceiverType.Acr,
        ["cdevents"] = ReceiverType.CdEvents,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<ReceiverType, string> ByType = ByText.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The type of a text as <c>spec.type</c> has it, by ordinal; null when there is no such type.</summary>
    public static ReceiverType? Parse(string? text) => text is not null && ByText.TryGetValue(text, out var type) ? type : null;

    /// <summary>The text of a type as <c>spec.type</c> has it.</summary>
    public static string Text(ReceiverType type) => ByType[type];
}
