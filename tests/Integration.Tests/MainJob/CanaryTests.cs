using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>
/// A marked value in every place where a secret can be, over all transports, with servers that refuse, repeat what they were sent, or
/// break; then
/// everything that leaves the process is searched for them.
/// </summary>
public sealed class CanaryTests
{
    private const string Mark = "CANARY";

    [ProgramFact("docker-registry", "git", "htpasswd", "sshd", "ssh-keygen")]
    public async Task NoSecretLeavesTheProcess()
    {
        using var folder = new TemporaryFolder();
        using var rsa = RSA.Create(2048);
        await using var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions { Login = ("robot", Word("pull")) });
        await using var git = await GitHttpServer.StartAsync(folder.Path, GitHttpServer.Basic("bot", Word("git")));
        await using var ssh = await SshServer.StartAsync();
        await using var echo = await StandInServer.StartAsync();
        await using var collector = await StandInServer.StartAsync();
        // Repeats whatever it was sent, as error of every protocol, and breaks off now and then.
        var asked = 0;
        echo.Handler = async context =>
        {
            var sent = string.Join(' ', context.Request.Headers.SelectMany(h => h.Value)) + context.Request.QueryString;
            foreach (var word in sent.Split(' ').Where(w => w.Length > 8)) sent += " " + Decoded(word);
            if (Interlocked.Increment(ref asked) % 7 == 0)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = asked % 3 == 0 ? 500 : asked % 2 == 0 ? 401 : 403;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
            context.Response.ContentType = context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal) ? "application/json"
                : "text/plain";
            var clean = sent.Replace('"', ' ').Replace('\\', ' ');
            await context.Response.WriteAsync(context.Response.ContentType == "text/plain" ? sent
                : $"{{\"errors\":[{{\"code\":\"DENIED\",\"message\":\"you sent {clean}\"}}]}}");
        };
        collector.Handler = _ => Task.CompletedTask;
        var pusher = new ImagePusher(registry.Client);
        await pusher.PushAsync("shop/app", ["1.0.0", "1.1.0"]);
        var remote = BareRepository.Create(folder.Combine("fleet.git"));
        remote.Commit("app.yaml", $"image: {registry.Host}/shop/app:1.0.0 # {{\"$imagepolicy\": \"shop:app\"}}\n");
        var key = rsa.ExportPkcs8PrivateKeyPem();
        var secrets = new List<string>
        {
            Word("pull"), Word("wrongpull"), Word("identity"), Word("regtoken"), Word("regproxy"), Word("git"), Word("wronggit"),
            Word("bearer"), Word("url"), Word("gitproxy"), Word("passphrase"), Word("signing"),
            ssh.LockedKey.Split('\n')[2], key.Split('\n')[3],
        };
        var docker = (string entry) => "{\"auths\":{\"" + entry + "}}";
        folder.Write("resources/secrets.yaml", string.Join("---\n",
            Secret("pull", "kubernetes.io/dockerconfigjson",
                (".dockerconfigjson", docker($"{registry.Host}\":{{\"username\":\"robot\",\"password\":\"{Word("pull")}\"}}"))),
            Secret("wrongpull", "kubernetes.io/dockerconfigjson",
                (".dockerconfigjson", docker($"{echo.Host}\":{{\"username\":\"robot\",\"password\":\"{Word("wrongpull")}\"}}"))),
            Secret("identity", "kubernetes.io/dockerconfigjson",
                (".dockerconfigjson",
                    docker($"{echo.Host}\":{{\"identitytoken\":\"{Word("identity")}\",\"registrytoken\":\"{Word("regtoken")}\"}}"))),
            Secret("broken", "kubernetes.io/dockerconfigjson", (".dockerconfigjson", $"{{\"auths\": {Word("pull")}")),
            Secret("regproxy", "Opaque", ("address", $"http://{echo.Host}"), ("username", "u"), ("password", Word("regproxy"))),
            Secret("git", "Opaque", ("username", "bot"), ("password", Word("git"))),
            Secret("wronggit", "Opaque", ("username", "bot"), ("password", Word("wronggit"))),
            Secret("bearer", "Opaque", ("bearerToken", Word("bearer"))),
            Secret("gitproxy", "Opaque", ("address", $"http://u:{Word("gitproxy")}@{echo.Host}")),
            Secret("ssh", "Opaque", ("identity", ssh.LockedKey), ("known_hosts", ssh.KnownHosts), ("password", Word("passphrase"))),
            Secret("sshgood", "Opaque", ("identity", ssh.LockedKey), ("known_hosts", ssh.KnownHosts), ("password", SshServer.Passphrase)),
            Secret("app", "Opaque", ("githubAppID", "1"), ("githubAppInstallationID", "2"), ("githubAppPrivateKey", key),
                ("githubAppBaseURL", $"http://{echo.Host}")),
            Secret("signing", "Opaque", ("identity", ssh.LockedKey), ("password", Word("signing")))));
        folder.Write("resources/reflector.yaml", string.Join("---\n",
            Repository("app", $"{registry.Host}/shop/app", "secretRef: {name: pull}"),
            Repository("refused", $"{echo.Host}/a/b", "secretRef: {name: wrongpull}, insecure: true"),
            Repository("token", $"{echo.Host}/a/c", "secretRef: {name: identity}, insecure: true"),
            Repository("broken", $"{echo.Host}/a/d", "secretRef: {name: broken}, insecure: true"),
            Repository("proxied", "registry.invalid/a/b", "proxySecretRef: {name: regproxy}, insecure: true"),
            """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: app, namespace: shop}
            spec: { imageRepositoryRef: { name: app }, policy: { semver: { range: ">=1.0.0" } } }

            """));
        var sources = new (string Name, string Url, string More)[]
        {
            ("good", git.Url("fleet.git"), "secretRef: {name: git}"),
            ("wrong", git.Url("fleet.git"), "secretRef: {name: wronggit}"),
            ("echoed", $"http://{echo.Host}/x.git", "secretRef: {name: wronggit}"),
            ("bearer", $"http://{echo.Host}/y.git", "secretRef: {name: bearer}"),
            ("inurl", $"http://bot:{Word("url")}@{echo.Host}/z.git", ""),
            ("badurl", $"ftp://bot:{Word("url")}@{echo.Host}/z.git", ""),
            ("proxied", "http://git.invalid/x.git", "proxySecretRef: {name: gitproxy}"),
            ("ssh", ssh.Url(remote.Path), "secretRef: {name: ssh}"),
            ("sshgood", ssh.Url(remote.Path), "secretRef: {name: sshgood}"),
            ("app", $"http://{echo.Host}/w.git", "provider: github, secretRef: {name: app}"),
        };
        folder.Write(
            "resources/updater.yaml",
            string.Join(
                "---\n",
                sources.Select(s => Source(s.Name, s.Url, s.More) + "---\n" + Automation(s.Name, s.Name == "sshgood" ? "signing" : null))));

        var seen = new ConcurrentDictionary<string, string>();
        using var metrics = new HttpClient();
        var port = await FreePortAsync();
        var start = new ProcessStartInfo(
            Imgauto.Program(),
            ["run", folder.Combine("resources"), "--state", folder.Combine("state"), "--log-level", "trace", "--log-encoding", "json",
                "--metrics-addr", $"127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Directory.CreateDirectory(folder.Combine("work")).FullName,
        };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.Host}";
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        using var run = Process.Start(start)!; // not null without shell execution
        var log = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEndAsync();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(() => WatchArgumentsAsync(seen, stop.Token));
        await Eventually.HoldsAsync(() => remote.Read("app.yaml")!.Contains(":1.1.0", StringComparison.Ordinal), () => "no commit");
        await Eventually.HoldsAsync(() => sources.All(s => ReadyOf(folder, s.Name).Length > 0), () => "not everything was tried");
        seen["metrics"] = await metrics.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        foreach (var what in (string[])["all", "holds", "events"])
            foreach (var form in (string[])["yaml", "json"])
                seen[$"get {what} -o {form}"] = TestProcess.Try(
                    Imgauto.Program(), null, null,
                    ["get", what, "--resources", folder.Combine("resources"), "--state", folder.Combine("state"), "-o", form]).Output;
        foreach (var source in sources)
            seen["describe " + source.Name] = TestProcess.Try(
                Imgauto.Program(), null, null,
                ["describe", "automation", source.Name, "-n", "shop", "--resources", folder.Combine("resources"), "--state",
                    folder.Combine("state")]).Output;
        await Eventually.HoldsAsync(() => collector.Requests.Count > 0, () => "no trace");
        TestProcess.Run("kill", null, null, ["-TERM", run.Id.ToString(CultureInfo.InvariantCulture)]);
        await run.WaitForExitAsync();
        await stop.CancelAsync();
        await watching;
        seen["log"] = await log;
        seen["output"] = await output;
        foreach (var request in collector.Requests.Select((r, i) => (r, i)))
            seen[$"trace {request.i}"] = request.r.ToString() + request.r.Body;
        foreach (var commit in remote.Log().Select((c, i) => (c, i))) seen[$"commit {commit.i}"] = commit.c.Message;
        foreach (var place in (string[])["state", "work"])
            foreach (var file in Directory.EnumerateFiles(folder.Combine(place), "*", SearchOption.AllDirectories))
                seen[file] = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));

        Assert.Contains(seen, s => s.Key.StartsWith("arguments ", StringComparison.Ordinal)
            && s.Value.Contains("git", StringComparison.Ordinal));
        Assert.True(seen["log"].Contains("\"level\":\"", StringComparison.Ordinal) && seen["log"].Length > 1000, "no log");
        Assert.Empty(Directory.EnumerateFiles(folder.Combine("work"))); // no core file either
        var leaks = from place in seen
                    from secret in secrets
                    from form in Forms(secret)
                    where place.Value.Contains(form, StringComparison.Ordinal)
                    select $"{secret[..Math.Min(24, secret.Length)]} in {place.Key}: {Around(place.Value, form)}";
        Assert.Empty(leaks.Distinct().Take(20));
    }

    private static string Word(string name) => $"{Mark}-{name}-4f9a";

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^2];
        foreach (var user in (string[])["robot", "bot", "u"])
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")).TrimEnd('=')[..^2];
    }

    private static string Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    private static string Around(string text, string form)
    {
        var at = text.IndexOf(form, StringComparison.Ordinal);
        return text[Math.Max(0, at - 120)..Math.Min(text.Length, at + form.Length + 40)].ReplaceLineEndings(" ");
    }

    private static string ReadyOf(TemporaryFolder folder, string name) => TestProcess.Try(
        Imgauto.Program(), null, null,
        ["get", "automations", name, "-n", "shop", "--resources", folder.Combine("resources"), "--state", folder.Combine("state"), "-o",
            "json"]).Output is var json
        && json.Contains("\"type\": \"Ready\"", StringComparison.Ordinal)
        && !json.Contains("\"status\": \"Unknown\"", StringComparison.Ordinal) ? json : "";

    private static async Task WatchArgumentsAsync(ConcurrentDictionary<string, string> seen, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
            {
                try
                {
                    var line = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), CancellationToken.None);
                    if (line.Length > 0 && !line.Contains("docker-registry", StringComparison.Ordinal)) seen["arguments " + line] = line;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // It ended meanwhile.
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

    }

    private static async Task<int> FreePortAsync()
    {
        await using var server = await StandInServer.StartAsync();
        return server.Port;
    }

    private static string Secret(string name, string type, params (string Key, string Value)[] values) =>
        $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: shop}}\ntype: {type}\ndata:\n"
        + string.Concat(values.Select(v => $"  {v.Key}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(v.Value))}\n"));

    private static string Repository(string name, string image, string more) =>
        $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{image: "
        + $"\"{image}\", interval: 1s, timeout: 5s, {more}}}\n";

    private static string Source(string name, string url, string more) =>
        $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{url: "
        + $"\"{url}\", interval: 1m, timeout: 10s, ref: {{branch: main}}{(more.Length > 0 ? ", " + more : "")}}}\n";

    private static string Automation(string name, string? signing) =>
        $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  "
        + $"interval: 2s\n  sourceRef: {{kind: GitRepository, name: {name}}}\n"
        + "  git:\n    checkout: {ref: {branch: main}}\n    commit:\n      author: {name: bot, email: bot@example.org}\n"
        + (signing is null ? "" : $"      signingKey: {{type: ssh, secretRef: {{name: {signing}}}}}\n");
}
