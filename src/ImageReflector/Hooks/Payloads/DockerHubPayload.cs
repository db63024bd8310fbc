using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Docker Hub. Its <c>callback_url</c> is never called.</summary>
/// <remarks>Source: docs.docker.com, docker-hub, "Webhooks".</remarks>
internal static class DockerHubPayload
{
    public static HookNews? Read(JsonElement body)
    {
        var repository = body.Member("repository");
        if (!body.HasObject("push_data") || Path(repository) is not { } path) return null;
        var push = body.Member("push_data");
        var draft = new NewsDraft("docker-hub");
        draft.Push(new ImageAddress("docker.io", path, push.Text("tag"), null), push.Time("pushed_at"));
        return draft.ToNews();
    }

    private static string? Path(JsonElement repository)
    {
        var name = repository.Text("repo_name") ?? repository.Text("name");
        if (name is null || name.Contains('/', StringComparison.Ordinal)) return name;
        return $"{repository.Text("namespace") ?? "library"}/{name}";
    }
}
