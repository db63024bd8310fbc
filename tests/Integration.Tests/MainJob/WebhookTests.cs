using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>The built program hears of pushes.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Token = "h00k-s3cret-word";

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> said = new();
    private Process? process;
    private string port = "";

    private static string Path => PathOf("registry");

    private string Said => string.Join('\n', said);

    public Task InitializeAsync()
    {
        Declare("receiver", $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: hook, namespace: shop}
            stringData: {token: {{Token}}}
            ---
            apiVersion: notification.toolkit.fluxcd.io/v1
            kind: Receiver
            metadata: {name: registry, namespace: shop}
            spec: {type: harbor, secretRef: {name: hook}, resources: [{kind: ImageRepository, name: web}]}
            ---
            apiVersion: notification.toolkit.fluxcd.io/v1
            kind: Receiver
            metadata: {name: forge, namespace: shop}
            spec: {type: harbor, secretRef: {name: hook}, resources: [{kind: GitRepository, name: fleet}]}
            """);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Dispose();
    }

    [ProgramFact("docker-registry", "git")]
    public async Task APushToARegistryThatTellsOfIt_BecomesACommit_HoweverLongTheInterval()
    {
        await using var registry = await RegistryAsync();
        var (pusher, remote) = await ShopAsync(registry);
        for (var minor = 1; minor <= 3; minor++)
        {
            await pusher.PushAsync("shop/web", [$"1.{minor}.0"], $"content {minor}");
            await ArrivesAsync(remote, $"1.{minor}.0");
        }

        Assert.Equal(3, remote.Log().Count(commit => commit.AuthorName == "bot"));
        foreach (var secret in (string[])[Token, Path]) Assert.DoesNotContain(secret, Said, StringComparison.Ordinal);
    }

    [ProgramFact("docker-registry", "git", "skopeo")]
    public async Task ACopyBySkopeo_BecomesACommit()
    {
        await using var registry = await RegistryAsync();
        var (_, remote) = await ShopAsync(registry);
        TestProcess.Run(
            "skopeo", folder.Path, null,
            [
                "copy", "--insecure-policy", "--src-tls-verify=false", "--dest-tls-verify=false",
                $"docker://{registry.Host}/shop/web:1.0.0", $"docker://{registry.Host}/shop/web:1.1.0",
            ]);
        await ArrivesAsync(remote, "1.1.0");
    }

    [ProgramFact("docker-registry", "git", "curl")]
    public async Task ARevertThatAGitHookTellsOf_IsHeld_HoweverLongTheInterval()
    {
        await using var registry = await RegistryAsync();
        var (pusher, remote) = await ShopAsync(registry);
        await pusher.PushAsync("shop/web", ["1.1.0"], "content");
        await ArrivesAsync(remote, "1.1.0");
        var hook = System.IO.Path.Combine(remote.Path, "hooks", "post-receive");
        await File.WriteAllTextAsync(hook, $$$"""
            #!/bin/sh
            while read -r before after ref; do
              curl -fs -m 60 -o /dev/null -H 'Content-Type: application/json' -H 'Authorization: {{{Token}}}' \
                -d "{\"ref\":\"$ref\",\"after\":\"$after\",\"repository\":{\"clone_url\":\"{{{remote.FileUrl}}}\"}}" \
                "http://127.0.0.1:{{{port}}}{{{PathOf("forge")}}}"
            done

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var clone = folder.Combine("clone");
        TestProcess.Run("git", folder.Path, null, ["clone", "-q", remote.Path, clone]);
        TestProcess.Run(
            "git", clone, null, ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "revert", "--no-edit", "HEAD"]);
        TestProcess.Run("git", clone, null, ["push", "-q", "origin", "HEAD:main"]);

        string[] get = ["get", "holds", "--no-header", "--resources", folder.Combine("resources"), "--state", folder.Combine("state")];
        await Eventually.HoldsAsync(
            () => TestProcess.Try(Imgauto.Program(), folder.Path, null, get).Output.Contains("Held", StringComparison.Ordinal), () => Said);
        Assert.Contains(":1.0.0 ", remote.Read("web.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReceiverOfTheFolder_IsServed()
    {
        port = await StartAsync();
        using var http = new HttpClient();
        await Eventually.HoldsAsync(async () => await PostAsync(http, $"http://127.0.0.1:{port}", Token) == HttpStatusCode.OK, () => Said);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(http, $"http://127.0.0.1:{port}", "wrong"));
    }

    [Fact]
    public async Task ACertificate_MakesItHttps()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.IssueServer("localhost", "127.0.0.1");
        var (certificateFile, keyFile) = (folder.Write("tls.crt", certificate + "\n" + authority.RootPem), folder.Write("tls.key", key));
        port = await StartAsync("--receiver-tls-cert", certificateFile, "--receiver-tls-key", keyFile);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = authority.OnlyThisRoot() } };
        using var https = new HttpClient(handler);
        await Eventually.HoldsAsync(
            async () => await PostAsync(https, $"https://127.0.0.1:{port}", Token) == HttpStatusCode.OK, () => Said);
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, $"http://127.0.0.1:{port}", Token));
    }

    [Fact]
    public async Task WithoutAnAddress_NobodyListens_AndOnePassNeverDoes()
    {
        using var run = Imgauto.Start(
            "run", folder.Combine("resources"), "--state", folder.Combine("state"), "--once", "--receiver-addr", "127.0.0.1:0");
        await run.EndsWithAsync(2); // there is nothing to do
        Assert.DoesNotContain("Serving", await run.SaidAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressInUse_EndsTheProgram()
    {
        port = await StartAsync();
        using var run = Imgauto.Start(
            "run", folder.Combine("resources"), "--state", folder.Combine("other"), "--receiver-addr", $"127.0.0.1:{port}");
        await run.EndsWithAsync(1);
        Assert.Contains($"webhooks: cannot listen on 127.0.0.1:{port}: ", await run.SaidAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--receiver-tls-cert")]
    [InlineData("--receiver-tls-key")]
    public async Task HalfACertificate_IsRefused(string flag)
    {
        using var run = Imgauto.Start("run", folder.Combine("resources"), "--receiver-addr", "127.0.0.1:0", flag, folder.Combine("none"));
        await run.EndsWithAsync(1);
        Assert.Contains("go together", await run.SaidAsync(), StringComparison.Ordinal);
    }

    private static string PathOf(string receiver) =>
        "/hook/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Token}{receiver}shop")));

    private async Task<DockerRegistry> RegistryAsync()
    {
        port = await StartAsync();
        return await DockerRegistry.StartAsync(new DockerRegistryOptions
        {
            NotificationUrl = new Uri($"http://127.0.0.1:{port}{Path}"),
            NotificationAuthorization = Token,
        });
    }

    private Task ArrivesAsync(BareRepository remote, string tag) => Eventually.HoldsAsync(
        () => remote.Read("web.yaml")?.Contains($"shop/web:{tag} ", StringComparison.Ordinal) == true, () => Said);

    /// <summary>One application at 1.0.0 that is looked at once a day.</summary>
    private async Task<(ImagePusher Pusher, BareRepository Remote)> ShopAsync(DockerRegistry registry)
    {
        var pusher = new ImagePusher(registry.Client);
        await pusher.PushAsync("shop/web", ["1.0.0"]);
        var remote = BareRepository.Create(folder.Combine("fleet.git"));
        remote.Commit("web.yaml", $"image: {registry.Host}/shop/web:1.0.0 # {{\"$imagepolicy\": \"shop:web\"}}\n", "Add web");
        Declare("job", $$$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: shop}
            spec: {image: "{{{registry.Host}}}/shop/web", interval: 24h}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: web, namespace: shop}
            spec:
              imageRepositoryRef: {name: web}
              policy: {semver: {range: 1.x}}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: shop}
            spec: {url: "{{{remote.FileUrl}}}", interval: 24h, ref: {branch: main}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: shop, namespace: shop}
            spec:
              interval: 24h
              sourceRef: {kind: GitRepository, name: fleet}
              git:
                checkout: {ref: {branch: main}}
                commit: {author: {name: bot, email: bot@example.org}}
            """);
        await Eventually.HoldsAsync(() => Said.Contains("Latest image tag for", StringComparison.Ordinal), () => Said);
        return (pusher, remote);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string address, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address + Path)) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private void Declare(string name, string yaml)
    {
        // As a whole, or not at all: the folder is watched.
        var hidden = folder.Write($"resources/.{name}.part", yaml);
        File.Move(hidden, folder.Combine("resources", name + ".yaml"), overwrite: true);
    }

    private async Task<string> StartAsync(params string[] more)
    {
        const string sentence = "Serving webhooks on 127.0.0.1:";
        var start = new ProcessStartInfo(Imgauto.Program()) { RedirectStandardError = true };
        string[] arguments =
        [
            "run", folder.Combine("resources"), "--state", folder.Combine("state"), "--receiver-addr", "127.0.0.1:0", "--log-level",
            "debug", .. more,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(() => process.HasExited || Said.Contains(sentence, StringComparison.Ordinal), () => Said);
        var at = Said.IndexOf(sentence, StringComparison.Ordinal);
        Assert.True(at >= 0, Said);
        return new string([.. Said[(at + sentence.Length)..].TakeWhile(char.IsDigit)]);
    }
}
