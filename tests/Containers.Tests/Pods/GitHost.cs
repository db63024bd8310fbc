using System.Collections.Concurrent;
using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.TestSupport.Git;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>
/// A Git server over HTTP on this machine that containers reach. It tells fetches from looks at the branches, and can hold pushes.
/// </summary>
internal sealed class GitHost : IAsyncDisposable
{
    private readonly GitHttpServer server;
    private readonly Forwarder forwarder;
    private readonly ConcurrentQueue<(string Path, string Body)> fetches = new();
    private TaskCompletionSource<bool>? gate;
    private TaskCompletionSource? arrived;

    private GitHost(GitHttpServer server)
    {
        this.server = server;
        forwarder = new Forwarder(new Uri(server.Origin).Port);
        server.Intercept = LookAsync;
    }

    /// <summary>Bodies of the fetches from a repository so far: their <c>want</c> and <c>have</c> lines.</summary>
    public IReadOnlyList<string> Fetches(string name) =>
        [.. fetches.Where(f => f.Path.StartsWith($"/{name}/", StringComparison.Ordinal)).Select(f => f.Body)];

    /// <param name="root">Folder of the repositories.</param>
    public static async Task<GitHost> StartAsync(string root) => new(await GitHttpServer.StartAsync(root));

    /// <summary>Address of a repository for containers.</summary>
    public string Url(string name) => $"http://{forwarder.Address}/{name}";

    /// <summary>Keeps the next pushes waiting. The task ends when one waits; <see cref="LetGo"/> lets all through.</summary>
    public Task HoldPushes()
    {
        gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return arrived.Task;
    }

    public void LetGo() => gate?.TrySetResult(true);

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await forwarder.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task<bool> LookAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Method != "POST") return false;
        if (request.Path.Value!.EndsWith("/git-receive-pack", StringComparison.Ordinal)) // a request has a path
        {
            if (gate is null) return false;
            arrived?.TrySetResult();
            await gate.Task;
            return false;
        }

        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        request.Body.Position = 0;
        if (body.Contains("command=fetch", StringComparison.Ordinal)) fetches.Enqueue((request.Path.Value, body));
        return false;
    }
}
