using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Common.Web;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

/// <summary>
/// A folder of resources, a registry stand-in, webhooks on a real port and, when it is started, the reflector that acts on them.
/// </summary>
internal sealed class HookHouse : IAsyncDisposable
{
    public const string Token = "a-t0ken-of-the-receiver";
    public const string Harbor = "type: harbor, secretRef: {name: hook}";
    public const string Namespace = "shop";

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter said = new();
    private readonly LineLog log;
    private readonly ILoggerFactory loggers;
    private readonly RegistryClient client;
    private readonly SqliteTagStore tags;
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http = new();
    private readonly ControllerContext context;
    private readonly Webhooks hooks;
    private readonly List<Task> running = [];
    private Reflector? reflector;
    private WebServer? web;
    private CancellationTokenSource? leading;
    private int reflectors;
    private Task led = Task.CompletedTask;

    private HookHouse(StandInRegistry registry, TimeProvider? time, Func<WebhookOptions, WebhookOptions>? options)
    {
        Registry = registry;
        Time = time ?? TimeProvider.System;
        log = new LineLog(said, LogLevel.Trace, asJson: false, TimeProvider.System);
        loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        Directory.CreateDirectory(folder.Combine("resources"));
        Source = FolderSource.Open(new FolderOptions
        {
            Resources = folder.Combine("resources"),
            State = folder.Combine("state"),
        }, TimeProvider.System, loggers.CreateLogger<FolderSource>()).Value;
        tags = SqliteTagStore.Open(folder.Combine("state", "tags.db"), Time, _ => { }).Value;
        client = new RegistryClient(new RegistryClientOptions
        {
            Attempts = 1,
            RequestsPerSecond = 10_000,
            RequestBurst = 10_000,
        }, TimeProvider.System);
        var made = new WebhookOptions
        {
            Address = ListenAddress.Parse("127.0.0.1:0").Value,
            MaxTokenRetry = TimeSpan.FromMilliseconds(50), // as short as a test likes it
        };
        context = Context(Metrics);
        hooks = new Webhooks(context, options?.Invoke(made) ?? made);
    }

    public TimeProvider Time { get; }

    public StandInRegistry Registry { get; }

    public FolderSource Source { get; }

    public MetricsRegistry Metrics { get; } = new();

    public IPEndPoint Address => web!.Addresses[0]; // set by the start

    /// <summary>All that was logged so far.</summary>
    public string Said => said.ToString();

    public int Listings => Registry.Requests.Count(r => r.Path.EndsWith("/tags/list", StringComparison.Ordinal));

    /// <summary>Paths of the tags that were asked about, such as <c>shop/api:1.4.2</c>.</summary>
    public IReadOnlyList<string> Looks =>
    [
        .. Registry.Requests.Where(r => r.Method == "HEAD" && r.Path.Contains("/manifests/", StringComparison.Ordinal))
            .Select(r => r.Path["/v2/".Length..].Replace("/manifests/", ":", StringComparison.Ordinal)),
    ];

    /// <summary>Starts to listen; a house with a leader scans what is declared, and has ended with that.</summary>
    public static async Task<HookHouse> StartAsync(
        Action<HookHouse> declare, bool leads = true, TimeProvider? time = null, Func<WebhookOptions, WebhookOptions>? options = null,
        Func<WebListener, WebListener>? listener = null)
    {
        var house = new HookHouse(await StandInRegistry.StartAsync(), time, options);
        declare(house);
        house.Source.Refresh();
        var listen = house.hooks.Listener;
        var started = await WebServer.StartAsync(
            [listener?.Invoke(listen) ?? listen], house.Time, house.loggers, CancellationToken.None);
        house.web = started.Value;
        house.running.Add(house.hooks.RunAsync(house.stop.Token));
        if (leads) await house.LeadAsync();
        return house;
    }

    /// <summary>Starts a reflector that acts on what is heard, and waits until it has listed everything.</summary>
    /// <param name="isDeaf">Whether it hears nothing, as one of another process.</param>
    public async Task LeadAsync(bool isDeaf = false)
    {
        var incidents = new TagStoreIncidents(loggers.CreateLogger<TagStoreIncidents>());
        var own = reflectors++ == 0 ? context : Context(new MetricsRegistry()); // meters are registered once
        reflector = new Reflector(own, new ReflectorOptions(), client, tags, incidents) { Webhooks = isDeaf ? null : hooks };
        leading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        led = reflector.RunAsync(leading.Token);
        await SettledAsync();
    }

    /// <summary>Ends the reflector, as when another replica leads or the program is restarted.</summary>
    public async Task ResignAsync()
    {
        if (leading is null || reflector is null) return;
        await leading.CancelAsync();
        await led.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        reflector.Dispose();
        leading.Dispose();
        (leading, reflector) = (null, null);
    }

    /// <summary>Waits until every ImageRepository that is not suspended was scanned.</summary>
    public Task SettledAsync() => Eventually.HoldsAsync(
        () =>
        {
            (Time as FakeTime)?.Advance(TimeSpan.FromMilliseconds(10));
            return AllAsync<ImageRepository>(r => r.Spec.Suspend || r.Status.Find(ConditionTypes.Ready) is { Status: "True" or "False" });
        },
        () => Said);

    public void Declare(string name, string yaml)
    {
        folder.Write($"resources/{name}.yaml", yaml);
        Source.Refresh();
    }

    public void Remove(string name)
    {
        File.Delete(folder.Combine("resources", name + ".yaml"));
        Source.Refresh();
    }

    /// <summary>An ImageRepository of the stand-in with tag 1.0.0.</summary>
    public void Repository(string name, string? path = null, string more = "", string metadata = "", string ns = Namespace)
    {
        path ??= name;
        Registry.Tags[path] = ["1.0.0"];
        Declare(
            $"repository-{ns}-{name}",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: {name}, namespace: {ns}{metadata}}}\n"
                + $"spec: {{image: \"{Registry.Host}/{path}\", interval: 1h{more}}}\n");
    }

    public void Policy(string name, string more = "") => Declare(
        $"policy-{name}",
        $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, namespace: {Namespace}}}\nspec:\n"
            + $"  imageRepositoryRef: {{name: {name}}}\n  policy: {{semver: {{range: '>=1.0.0'}}}}\n{more}\n");

    public void Secret(string values = $"token: {Token}", string name = "hook", string ns = Namespace) => Declare(
        $"secret-{ns}-{name}", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {ns}}}\nstringData: {{{values}}}\n");

    /// <summary>A Receiver for all kinds of resources that are named; without any, of the ImageRepositories with a label.</summary>
    public void Receiver(
        string spec = "type: generic, secretRef: {name: hook}", string resources = "{kind: ImageRepository, name: app}",
        string name = "hook", string metadata = "", string ns = Namespace) => Declare(
        $"receiver-{ns}-{name}",
        $"apiVersion: notification.toolkit.fluxcd.io/v1\nkind: Receiver\nmetadata: {{name: {name}, namespace: {ns}{metadata}}}\n"
            + $"spec: {{{spec}, resources: [{resources}]}}\n");

    /// <summary>A tag that the registry has, and does not list yet.</summary>
    public void Push(string path, string tag) =>
        Registry.Manifests[$"{path}:{tag}"] =
        Encoding.UTF8.GetBytes($$$$"""{"schemaVersion":2,"annotations":{"tag":"{{{{path}}}}:{{{{tag}}}}"}}""");

    public static string PathOf(string token = Token, string name = "hook", string ns = Namespace) =>
        HookPath.Of(Encoding.UTF8.GetBytes(token), name, ns);

    /// <summary>Waits until the Ready condition of a Receiver has a status.</summary>
    public Task ReadyAsync(string name = "hook", string status = "True") => Eventually.HoldsAsync(
        async () => (await ConditionAsync(name))?.Status == status, () => $"{ConditionAsync(name).GetAwaiter().GetResult()}\n{Said}");

    public async Task<Condition?> ConditionAsync(string name = "hook", string type = ConditionTypes.Ready) =>
        (await FindAsync<Receiver>(name))?.Status.Find(type);

    public async Task<T?> FindAsync<T>(string name, string ns = Namespace)
        where T : class, IResource<T> => (await Source.GetAsync<T>(new ObjectKey(ns, name), CancellationToken.None)).Value;

    public async Task<IReadOnlyList<string>> TagsAsync(string name)
    {
        await Task.Yield();
        return tags.Read(new ObjectKey(Namespace, name)).Value?.Tags ?? [];
    }

    /// <summary>Waits until a tag has joined the list of a repository, and its status says so.</summary>
    public Task JoinsAsync(string tag, string name = "app") => Eventually.HoldsAsync(
        async () => (await FindAsync<ImageRepository>(name))?.Status.LastScanResult?.LatestTags?.Contains(tag) == true, () => Said);

    public async Task<HttpStatusCode> PostAsync(
        string body, string? path = null, string? authorization = null, string type = "application/json", HttpMethod? method = null)
    {
        using var answer = await SendAsync(body, path, authorization, type, method);
        return answer.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(
        string? body, string? path = null, string? authorization = null, string type = "application/json", HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri($"http://{Address}{path ?? PathOf()}"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    /// <summary>Waits for an answer that others come before while something is on its way.</summary>
    public Task AnswersAsync(HttpStatusCode expected, string? path = null, string body = "{}") => Eventually.HoldsAsync(
        async () => await PostAsync(body, path) == expected, () => Said);

    /// <summary>How often something was counted.</summary>
    public long Counted(string line) => Metrics.Write().Split('\n')
        .Where(one => one.StartsWith(line + " ", StringComparison.Ordinal)).Select(one => long.Parse(one.Split(' ')[1], null)).Sum();

    public async ValueTask DisposeAsync()
    {
        await ResignAsync();
        if (web is not null) await web.DisposeAsync();
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        hooks.Dispose();
        client.Dispose();
        tags.Dispose();
        http.Dispose();
        await Source.DisposeAsync();
        await Registry.DisposeAsync();
        loggers.Dispose();
        log.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    private ControllerContext Context(MetricsRegistry metrics) => new(Source, metrics)
    {
        Time = Time,
        Loggers = loggers,
        Requests = Source,
    };

    private async Task<bool> AllAsync<T>(Func<T, bool> holds)
        where T : class, IResource<T>
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await foreach (var change in Source.WatchAsync<T>(limit.Token))
        {
            if (change.Type == ResourceChangeType.Synced) break;
            if (change.Object is { } one && !holds(one)) return false;
        }

        return true;
    }
}
