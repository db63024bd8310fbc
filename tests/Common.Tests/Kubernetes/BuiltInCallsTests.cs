using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport.Kubernetes;
using k8s;
using k8s.Models;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>Built-in kinds of a real API server, by the package's types.</summary>
[Collection(ClusterCollection.Name)]
public sealed class BuiltInCallsTests(Cluster cluster)
{
    private static readonly ResourceKind ConfigMap = new("", "v1", "ConfigMap", "configmaps");
    private static readonly ResourceKind TokenReview = new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", false);
    private static readonly ResourceKind AccessReview =
        new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", IsNamespaced: false);

    [ClusterFact]
    public async Task SecretsServiceAccountsAndNamespaces_AreReadAsFromAFolder()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/secrets", $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: {{ns}}, labels: {a: b}, annotations: {c: d}, finalizers: [example.com/f]}
            type: Opaque
            stringData: {user: ada}
            """);
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/serviceaccounts", $$"""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: a, namespace: {{ns}} }
            imagePullSecrets: [{name: s}]
            """);
        using var client = cluster.Client();

        var secret = (await client.GetAsync<Secret>(new ObjectKey(ns, "s"), CancellationToken.None)).Value!;
        Assert.Equal(("Opaque", "ada"), (secret.Type, System.Text.Encoding.UTF8.GetString(secret.Data!["user"])));
        Assert.Equal((ns, "s"), (secret.Metadata.Namespace, secret.Metadata.Name));
        Assert.Equal(("b", "d"), (secret.Metadata.Labels!["a"], secret.Metadata.Annotations!["c"]));
        Assert.Equal(["example.com/f"], secret.Metadata.Finalizers);
        Assert.NotEmpty(secret.Metadata.Uid!);
        Assert.NotEmpty(secret.Metadata.ResourceVersion!);
        Assert.NotNull(secret.Metadata.CreationTimestamp);
        Assert.Null(secret.Metadata.DeletionTimestamp);
        await cluster.DeleteAsync($"api/v1/namespaces/{ns}/secrets/s");
        Assert.NotNull((await client.GetAsync<Secret>(new ObjectKey(ns, "s"), CancellationToken.None)).Value!.Metadata.DeletionTimestamp);

        var account = (await client.GetAsync<ServiceAccount>(new ObjectKey(ns, "a"), CancellationToken.None)).Value!;
        Assert.Equal("s", Assert.Single(account.ImagePullSecrets!).Name);
        var home = (await client.GetAsync<Namespace>(new ObjectKey("", ns), CancellationToken.None)).Value!;
        Assert.Equal(ns, home.Metadata.Labels!["kubernetes.io/metadata.name"]);
        Assert.Null((await client.GetAsync<Secret>(new ObjectKey(ns, "nope"), CancellationToken.None)).Value);
        Assert.Null((await client.GetAsync<Namespace>(new ObjectKey("", "nope"), CancellationToken.None)).Value);
    }

    [ClusterFact]
    public async Task ConfigMaps_AreReadListedAndPatched()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/configmaps", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: m, namespace: {{ns}}, labels: {a: b} }
            data: {x: '1'}
            """);
        using var client = cluster.Client();
        Task<Result<V1ConfigMap>> PatchAsync(string name, string version)
        {
            var metadata = new JsonObject { ["resourceVersion"] = version };
            var patch = KubeClient.Merge(new JsonObject { ["metadata"] = metadata, ["data"] = new JsonObject { ["y"] = "2" } });
            return client.CallAsync(
                new KubeCall("patch", ConfigMap, ns, name),
                (api, token) => api.CoreV1.PatchNamespacedConfigMapAsync(
                    patch, name, ns, fieldManager: client.FieldManager, cancellationToken: token),
                CancellationToken.None);
        }

        var read = (await client.CallAsync(
            new KubeCall("get", ConfigMap, ns, "m"),
            (api, token) => api.CoreV1.ReadNamespacedConfigMapAsync("m", ns, cancellationToken: token),
            CancellationToken.None)).Value;
        var patched = (await PatchAsync("m", read.Metadata.ResourceVersion)).Value;
        Assert.Equal(("1", "2"), (patched.Data["x"], patched.Data["y"]));
        Assert.Contains(patched.Metadata.ManagedFields, m => m is { Manager: "image-reflector-controller", Operation: "Update" });
        Assert.Equal(KubeReasons.Conflict, (await PatchAsync("m", read.Metadata.ResourceVersion)).Failure?.Reason);
        Assert.Equal(KubeReasons.NotFound, (await PatchAsync("nope", "1")).Failure?.Reason);
        var listed = await client.CallAsync(
            new KubeCall("list", ConfigMap, ns, null),
            (api, token) => api.CoreV1.ListNamespacedConfigMapAsync(ns, labelSelector: "a=b", cancellationToken: token),
            CancellationToken.None);
        Assert.Equal("m", Assert.Single(listed.Value.Items).Metadata.Name);
    }

    [ClusterFact]
    public async Task AServiceAccountsToken_IsMade_Recognised_AndHasTheRightsOfTheAccount()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/serviceaccounts", $$"""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: app, namespace: {{ns}} }
            """);
        using var client = cluster.Client();
        var wanted = new V1TokenRequestSpec { Audiences = ["registry"], ExpirationSeconds = 3600 };
        var asked = new Authenticationv1TokenRequest { Spec = wanted };
        Task<Result<Authenticationv1TokenRequest>> TokenAsync(string account) => client.CallAsync(
            new KubeCall("create", ResourceKinds.ServiceAccount, ns, account, "token"),
            (api, token) => api.CoreV1.CreateNamespacedServiceAccountTokenAsync(asked, account, ns, cancellationToken: token),
            CancellationToken.None);
        var made = (await TokenAsync("app")).Value;
        Assert.NotEqual(default, made.Status.ExpirationTimestamp);

        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = made.Status.Token, Audiences = ["registry"] } };
        var reviewed = (await client.CallAsync(
            new KubeCall("create", TokenReview, null, null),
            (api, token) => api.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: token),
            CancellationToken.None)).Value;
        Assert.Equal((true, $"system:serviceaccount:{ns}:app"), (reviewed.Status.Authenticated, reviewed.Status.User.Username));

        var read = new V1ResourceAttributes { Verb = "get", Resource = "secrets", NamespaceProperty = ns };
        async Task<bool> MayAsync(string user) => (await client.CallAsync(
            new KubeCall("create", AccessReview, null, null),
            (api, token) => api.AuthorizationV1.CreateSubjectAccessReviewAsync(
                new V1SubjectAccessReview
                {
                    Spec = new V1SubjectAccessReviewSpec { User = user, ResourceAttributes = read },
                },
                cancellationToken: token),
            CancellationToken.None)).Value.Status.Allowed;
        Assert.False(await MayAsync(reviewed.Status.User.Username));
        Assert.True(await MayAsync("admin"));

        var nobody = (await TokenAsync("nobody")).Failure!;
        Assert.Equal(KubeReasons.NotFound, nobody.Reason);
        var start = $"cannot create serviceaccounts/token 'nobody' in namespace '{ns}': 404";
        Assert.StartsWith(start, nobody.Message, StringComparison.Ordinal);
    }
}
