using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Pushes and pull requests of Azure DevOps.</summary>
/// <remarks>Source: learn.microsoft.com, azure/devops/service-hooks/events.</remarks>
internal static class AzureDevOpsPayload
{
    private const string Sender = "azure-devops";

    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("eventType") is not { } type || !type.StartsWith("git.", StringComparison.Ordinal)) return null;
        var resource = body.Member("resource");
        var repository = resource.Member("repository");
        IEnumerable<string?> urls = [repository.Text("remoteUrl"), repository.Text("sshUrl")];
        return type == "git.push"
            ? ForgeNews.Pushed(
                Sender, urls, resource.Items("refUpdates").Select(update => ForgeNews.Ref(update.Text("name"), update.Text("newObjectId"))))
            : ForgeNews.Request(Sender, urls, resource.Text("status") is "completed" or "abandoned");
    }
}
