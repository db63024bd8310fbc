using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Alibaba Cloud Container Registry. Its times have no zone and are not read.</summary>
/// <remarks>Source: argoproj-labs/argocd-image-updater, webhook/aliyun_acr.go.</remarks>
internal static class AlibabaPayload
{
    public static HookNews? Read(JsonElement body)
    {
        var repository = body.Member("repository");
        if (!body.HasObject("push_data") || repository.Text("repo_full_name") is not { } path) return null;
        var push = body.Member("push_data");
        // Instances of companies and inside of networks have other hosts.
        var host = ImageAddress.Label(repository.Text("region")) is { } region ? $"registry.{region}.aliyuncs.com" : null;
        var draft = new NewsDraft("alibaba");
        draft.Push(new ImageAddress(host, path, push.Text("tag"), push.Text("digest")), at: null);
        return draft.ToNews();
    }
}
