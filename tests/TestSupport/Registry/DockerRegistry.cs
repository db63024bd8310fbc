using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A real <c>docker-registry</c> on a free loopback port with storage of its own.</summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    public const string Program = "docker-registry";

    private const int MaxStarts = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder;
    private readonly Process process;
    private readonly ConcurrentQueue<string> output;

    private DockerRegistry(TemporaryFolder folder, Process process, ConcurrentQueue<string> output, int port, DockerRegistryOptions options)
    {
        this.folder = folder;
        this.process = process;
        this.output = output;
        Port = port;
        Options = options;
        Client = CreateClient(options, BaseUrl);
    }

    public int Port { get; }

    public DockerRegistryOptions Options { get; }

    /// <summary><c>127.0.0.1:port</c>, as it stands in an image name.</summary>
    public string Host => $"127.0.0.1:{Port}";

    public Uri BaseUrl => Url(Options, Port);

    /// <summary>The folder it stores in; many tags are written there faster than they are pushed.</summary>
    public string Storage => folder.File("storage");

    /// <summary>Logged in and trusting; for pushing and for checking what the registry really holds.</summary>
    public HttpClient Client { get; }

    public string Output => string.Join(Environment.NewLine, output);

    /// <summary>Starts a registry and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message carries its output.</exception>
    public static async Task<DockerRegistry> StartAsync(DockerRegistryOptions? options = null)
    {
        options ??= new DockerRegistryOptions();
        for (var attempt = 1; ; attempt++)
        {
            var registry = Launch(options);
            try
            {
                await registry.WaitUntilReadyAsync();
                return registry;
            }
            catch (InvalidOperationException)
            when (attempt < MaxStarts && registry.Output.Contains("address already in use", StringComparison.Ordinal))
            {
                // Somebody took the port between our choice and its start.
                await registry.DisposeAsync();
            }
            catch
            {
                await registry.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private static Uri Url(DockerRegistryOptions options, int port) =>
        new($"{(options.Authority is null ? "http" : "https")}://127.0.0.1:{port}/");

    private static DockerRegistry Launch(DockerRegistryOptions options)
    {
        var folder = new TemporaryFolder();
        try
        {
            return Launch(options, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static DockerRegistry Launch(DockerRegistryOptions options, TemporaryFolder folder)
    {
        var port = FreePort();
        File.WriteAllText(folder.File("config.yml"), Configuration(options, folder, port));
        var start = new ProcessStartInfo(TestTool.Find(Program) ?? Program, ["serve", folder.File("config.yml")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
        };
        var output = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new DockerRegistry(folder, process, output, port, options);
    }

    private static string Configuration(DockerRegistryOptions options, TemporaryFolder folder, int port)
    {
        var yaml = new StringBuilder();
        yaml.AppendLine("version: 0.1").AppendLine("log: {level: warn, accesslog: {disabled: true}}");
        yaml.AppendLine($"storage: {{filesystem: {{rootdirectory: '{folder.File("storage")}'}}, delete: {{enabled: true}}}}");
        yaml.AppendLine("http:").AppendLine($"  addr: 127.0.0.1:{port}").AppendLine("  secret: only-for-one-test");
        if (options.Authority is { } authority)
        {
            var (certificate, key) = authority.IssueServer("localhost", "127.0.0.1");
            File.WriteAllText(folder.File("tls.crt"), certificate);
            File.WriteAllText(folder.File("tls.key"), key);
            yaml.AppendLine($"  tls: {{certificate: '{folder.File("tls.crt")}', key: '{folder.File("tls.key")}'}}");
        }

        if (options.Login is { } login)
        {
            File.WriteAllText(folder.File("htpasswd"), Htpasswd(login.User, login.Password));
            yaml.AppendLine($"auth: {{htpasswd: {{realm: test, path: '{folder.File("htpasswd")}'}}}}");
        }

        if (options.Token is { } token)
        {
            File.WriteAllText(folder.File("tokens.crt"), token.Issuer.CertificatePem);
            yaml.AppendLine(
                $"auth: {{token: {{realm: '{token.Realm}', service: {TokenIssuer.Service}, issuer: {TokenIssuer.Issuer}, "
                    + $"rootcertbundle: '{folder.File("tokens.crt")}'}}}}");
        }

        if (options.NotificationUrl is { } url)
        {
            var ignored = options.TellsOfBlobs ? "" : ", ignoredmediatypes: [application/octet-stream]";
            var headers = options.NotificationAuthorization is { } value ? $", headers: {{Authorization: ['{value}']}}" : "";
            yaml.AppendLine(
                $"notifications: {{endpoints: [{{name: test, url: '{url}', timeout: 2s, threshold: 3, backoff: 1s{ignored}{headers}}}]}}");
        }

        return yaml.ToString();
    }

    /// <summary>
    /// bcrypt is not part of .NET; the program of the same package family makes the line, password on its standard input.
    /// </summary>
    private static string Htpasswd(string user, string password)
    {
        var start = new ProcessStartInfo("htpasswd", ["-niB", "-C", "5", user])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("htpasswd did not start");
        process.StandardInput.Write(password);
        process.StandardInput.Close();
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? line : throw new InvalidOperationException("htpasswd: " + process.StandardError.ReadToEnd());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static HttpClient CreateClient(DockerRegistryOptions options, Uri baseUrl)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (options.Authority is { } authority) handler.SslOptions.CertificateChainPolicy = authority.OnlyThisRoot();
        var client = new HttpClient(handler) { BaseAddress = baseUrl };
        if (options.Token is { } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", token.Issuer.CreateToken(token.Repositories.Select(repository => $"repository:{repository}:pull,push,delete")));
        if (options.Login is { } login)
            client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));
        return client;
    }

    private static void Keep(ConcurrentQueue<string> output, string? line)
    {
        if (line is null) return;
        output.Enqueue(line);
        while (output.Count > 500) output.TryDequeue(out _);
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{Program} ended with {process.ExitCode}:{Environment.NewLine}{Output}");
            try
            {
                using var response = await Client.GetAsync(new Uri("v2/", UriKind.Relative));
                // With a token login the base answers 401, and that is an answer.
                if (response.IsSuccessStatusCode || Options.Token is not null) return;
            }
            catch (HttpRequestException exception) when (TimeProvider.System.GetElapsedTime(started) < StartTimeout)
            {
                output.Enqueue("not ready: " + exception.Message);
            }

            if (TimeProvider.System.GetElapsedTime(started) >= StartTimeout)
                throw new InvalidOperationException(
                    $"{Program} did not answer within {StartTimeout.TotalSeconds} s:{Environment.NewLine}{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        }
    }
}
