using System.Collections.Concurrent;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>What a kubeconfig says about the way and the login, as a server gets to see it.</summary>
public sealed class KubeLoginTests : IDisposable
{
    private const string Exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin";
    private const string Answer =
        """printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' """;
    private const string Policy = """{"metadata":{"name":"p","namespace":"n"},"spec":{"imageRepositoryRef":{"name":"r"},"policy":{}}}""";

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<(string Host, string User, string Authorization)> seen = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task As_IsTheUserThatActs()
    {
        await using var server = await ServerAsync();
        Assert.Null(await GetAsync($"server: '{server.Address}'", "as: ada"));
        Assert.Equal("ada", Assert.Single(seen).User);
    }

    [Fact]
    public async Task AProxyUrl_IsTheWay()
    {
        await using var proxy = await ServerAsync();
        Assert.Null(await GetAsync($"server: 'http://no-such-host.invalid', proxy-url: '{proxy.Address}'", ""));
        Assert.Equal("no-such-host.invalid", Assert.Single(seen).Host);
    }

    [Fact]
    public async Task ATokenFile_IsTheLogin()
    {
        folder.Write("token", "from-a-file\n");
        await using var server = await ServerAsync();
        Assert.Null(await GetAsync($"server: '{server.Address}'", "tokenFile: token"));
        Assert.Equal("Bearer from-a-file", Assert.Single(seen).Authorization);
    }

    [Fact]
    public async Task AnExecPlugin_GetsItsArgumentsAsTheyAre()
    {
        Plugin("""printf '%s\n' "$@" > arguments; """ + Answer + "t");
        await using var server = await ServerAsync();
        Assert.Null(await GetAsync($"server: '{server.Address}'", Exec + ", args: ['a b', '\"c', '']}"));
        Assert.Equal(["a b", "\"c", ""], await File.ReadAllLinesAsync(folder.Combine("arguments")));
    }

    [Fact]
    public async Task ARefusedCredential_IsMadeAnewOnce_AndTheCallIsSentAgain()
    {
        Plugin("echo x >> count; " + Answer + "\"t-$(wc -l < count | tr -d ' ')\"");
        await using var server = await ServerAsync(authorization => authorization == "Bearer t-2");
        Assert.Null(await GetAsync($"server: '{server.Address}'", Exec + "}"));
        Assert.Equal(["Bearer t-1", "Bearer t-2"], seen.Select(s => s.Authorization));
    }

    [Fact]
    public async Task ACredentialThatStaysRefused_IsAFailure_AfterTwoTries()
    {
        Plugin(Answer + "t");
        await using var server = await ServerAsync(_ => false);
        var failure = await GetAsync($"server: '{server.Address}'", Exec + "}");
        Assert.Equal(KubeReasons.Unauthorized, failure?.Reason);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task AFailingPlugin_IsTheFailureOfTheCall_AndNothingIsSent()
    {
        Plugin("exit 3");
        await using var server = await ServerAsync();
        var failure = await GetAsync($"server: '{server.Address}'", Exec + "}");
        const string Start = "cannot get imagepolicies.image.toolkit.fluxcd.io 'p' in namespace 'n': exec './plugin'";
        Assert.StartsWith(Start, failure?.Message, StringComparison.Ordinal);
        Assert.Empty(seen);
    }

    private async Task<Failure?> GetAsync(string cluster, string user)
    {
        var path = folder.Write("config", $$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: { {{cluster}} } }]
            users: [{name: u, user: { {{user}} } }]
            """);
        var connection = KubeConfig.Load(path, null, TimeProvider.System).Value;
        using var client = new KubeClient(connection, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        return (await client.GetAsync<ImagePolicy>(new ObjectKey("n", "p"), CancellationToken.None)).Failure;
    }

    private Task<FaultServer> ServerAsync(Func<string, bool>? accepts = null) => FaultServer.StartAsync(async (context, _) =>
    {
        var headers = context.Request.Headers;
        seen.Enqueue((context.Request.Host.Host, headers["Impersonate-User"].ToString(), headers.Authorization.ToString()));
        if (accepts?.Invoke(headers.Authorization.ToString()) == false) context.Response.StatusCode = 401;
        else await context.Response.WriteAsync(Policy);
    });

    private void Plugin(string body)
    {
        var path = folder.Write("plugin", $"#!/bin/sh\ncd \"$(dirname \"$0\")\"\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
