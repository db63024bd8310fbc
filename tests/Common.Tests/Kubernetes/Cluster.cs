using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>One API server with our CRDs, shared by the tests of a collection; each test takes a namespace of its own.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private HttpClient raw = new();

    public KubeServer Server { get; private set; } = null!; // set before any test runs; null only where all tests are skipped

    public Task InitializeAsync() => KubeServer.Missing is null
        ? StartAsync("--user", "id=reader,user=reader,token=reader-token,policy=rbac") : Task.CompletedTask;

    public async Task StartAsync(params string[] flags)
    {
        Server = await KubeServer.StartAsync(flags);
        var connection = Connection();
        var credential = (await connection.Credentials.GetAsync(false, CancellationToken.None)).Value;
        var trust = new System.Security.Cryptography.X509Certificates.X509ChainPolicy
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.AddRange(connection.Authorities!); // the server writes them into its kubeconfig
        raw = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } })
        {
            BaseAddress = connection.Server,
        };
        raw.DefaultRequestHeaders.Authorization = credential.Header;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ConformanceFile.Root(), "config", "crd", "bases"), "*.yaml"))
            await ApplyAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", await File.ReadAllTextAsync(file));
        foreach (var kind in (ResourceKind[])[ResourceKinds.ImagePolicy, ResourceKinds.ImageRepository,
            ResourceKinds.ImageUpdateAutomation])
            await TestSupport.Eventually.HoldsAsync(
                async () => (int)(await RawAsync(HttpMethod.Get, $"apis/{kind.ApiVersion}/{kind.Plural}")).Status == 200);
    }

    public async Task DisposeAsync()
    {
        raw.Dispose();
        if (Server is not null) await Server.DisposeAsync();
    }

    public KubeConnection Connection(string? context = null) => KubeConfig.Load(Server.Kubeconfig, context, TimeProvider.System).Value;

    public KubeClient Client(KubeClientOptions? options = null, string? context = null) =>
        new(Connection(context), options ?? new KubeClientOptions { FieldManager = "image-reflector-controller" }, TimeProvider.System);

    /// <summary>A namespace that no other test has.</summary>
    public async Task<string> NamespaceAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        await ApplyAsync("api/v1/namespaces", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n");
        return name;
    }

    /// <summary>Creates or changes an object, as a user would.</summary>
    public async Task ApplyAsync(string collection, string yaml)
    {
        var body = YamlReader.Read(yaml).Value[0].Root;
        var (status, text) = await RawAsync(
            HttpMethod.Patch, $"{collection}/{body["metadata"]!["name"]}?fieldManager=user&force=true", body.ToJsonString(),
            "application/apply-patch+yaml");
        Assert.True(status is 200 or 201, $"{status}: {text}");
    }

    public async Task DeleteAsync(string path)
    {
        var (status, text) = await RawAsync(HttpMethod.Delete, path);
        Assert.True(status is 200 or 202 or 404, $"{status}: {text}");
    }

    public async Task<JsonNode> JsonAsync(string path)
    {
        var (status, text) = await RawAsync(HttpMethod.Get, path);
        Assert.Equal(200, status);
        return JsonNode.Parse(text)!;
    }

    public async Task<(int Status, string Text)> RawAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(type) },
        };
        using var response = await raw.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task PolicyAsync(string ns, string name, string range, string labels = "") => ApplyAsync(
        $"apis/{ResourceKinds.ImagePolicy.ApiVersion}/namespaces/{ns}/imagepolicies",
        $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, namespace: {ns}, labels: "
            + $"{{{labels}}}}}\nspec:\n  imageRepositoryRef: {{name: podinfo}}\n  policy: {{semver: {{range: '{range}'}}}}\n");

    public Task DeletePolicyAsync(string ns, string name) =>
        DeleteAsync($"apis/{ResourceKinds.ImagePolicy.ApiVersion}/namespaces/{ns}/imagepolicies/{name}");
}
