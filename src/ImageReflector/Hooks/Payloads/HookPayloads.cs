using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>
/// Tells from the shape of a body who sent it, and what it says. Pure, and never throws for what <see cref="HookBody"/> read.
/// </summary>
internal static class HookPayloads
{
    // The first one that knows the shape reads the body; null: it is none of its own.
    private static readonly Func<HookRequest, JsonElement, HookNews?>[] Senders =
    [
        (_, body) => HarborPayload.Read(body),
        (_, body) => EventGridPayload.Read(body),
        (_, body) => DistributionPayload.Read(body),
        (_, body) => CdEventsPayload.Read(body),
        (_, body) => EcrPayload.Read(body),
        (_, body) => GarPayload.Read(body),
        (_, body) => AcrPayload.Read(body),
        (_, body) => AlibabaPayload.Read(body),
        (_, body) => DockerHubPayload.Read(body),
        (_, body) => GhcrPayload.Read(body),
        (_, body) => GiteaPackagePayload.Read(body),
        (_, body) => QuayPayload.Read(body),
        (_, body) => JFrogPayload.Read(body),
        NexusPayload.Read,
        (_, body) => GitLabPayload.Read(body),
        GitHubPayload.Read,
        (_, body) => BitbucketCloudPayload.Read(body),
        (_, body) => BitbucketServerPayload.Read(body),
        (_, body) => AzureDevOpsPayload.Read(body),
        (_, body) => GenericPayload.Read(body),
    ];

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request; only its headers are looked at.</param>
    /// <param name="body">What <see cref="HookBody.Read"/> made of its body; <c>Undefined</c> for an empty one.</param>
    /// <returns>What it says; <see cref="HookNews.Unknown"/> for a shape that no sender has.</returns>
    public static HookNews Read(HookRequest request, JsonElement body)
    {
        // No sender has so many members, and each look-up goes through all of them.
        if (body.ValueKind == JsonValueKind.Object && body.GetPropertyCount() > JsonMembers.MaxItems) return HookNews.Unknown;
        foreach (var sender in Senders)
        {
            if (sender(request, body) is { } news) return news;
        }

        return HookNews.Unknown;
    }
}
