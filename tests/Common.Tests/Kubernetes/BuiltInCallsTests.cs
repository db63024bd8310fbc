using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
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
    private static readonly ResourceKind TokenReview = new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", IsNamespaced: false);
    private static readonly ResourceKind AccessReview = new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", IsNamespaced: false);

    [ClusterFact]
    public async Task SecretsServiceAccountsAndNamespaces_AreReadAsFromAFolder()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/secrets", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: {ns}, labels: {{a: b}}, annotations: {{c: d}}, finalizers: [example.com/f]}}\ntype: Opaque\nstringData: {{user: ada}}\n");
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/serviceaccounts", $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a, namespace: {ns}}}\nimagePullSecrets: [{{name: s}}]\n");
        using var client = cluster.Client();

        var secret = (await client.GetAsync<Secret>(new ObjectKey(ns, "s"), CancellationToken.None)).Value!;
        Assert.Equal(("Opaque", "ada"), (secret.Type, System.Text.Encoding.UTF8.GetString(secret.Data!["user"])));
        Assert.Equal((ns, "s", "b", "d"), (secret.Metadata.Namespace, secret.Metadata.Name, secret.Metadata.Labels!["a"], secret.Metadata.Annotations!["c"]));
        Assert.Equal(["example.com/f"], secret.Metadata.Finalizers);
        Assert.NotEmpty(secret.Metadata.Uid!);
        Assert.NotEmpty(secret.Metadata.ResourceVersion!);
        Assert.NotNull(secret.Metadata.CreationTimestamp);
        Assert.Null(secret.Metadata.DeletionTimestamp);
        await cluster.DeleteAsync($"api/v1/namespaces/{ns}/secrets/s");
        Assert.NotNull((await client.GetAsync<Secret>(new ObjectKey(ns, "s"), CancellationToken.None)).Value!.Metadata.DeletionTimestamp);

        Assert.Equal("s", Assert.Single((await client.GetAsync<ServiceAccount>(new ObjectKey(ns, "a"), CancellationToken.None)).Value!.ImagePullSecrets!).Name);
        Assert.Equal(ns, (await client.GetAsync<Namespace>(new ObjectKey("", ns), CancellationToken.None)).Value!.Metadata.Labels!["kubernetes.io/metadata.name"]);
        Assert.Null((await client.GetAsync<Secret>(new ObjectKey(ns, "nope"), CancellationToken.None)).Value);
        Assert.Null((await client.GetAsync<Namespace>(new ObjectKey("", "nope"), CancellationToken.None)).Value);
    }

    [ClusterFact]
    public async Task ConfigMaps_AreReadListedAndPatched()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/configmaps", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m, namespace: {ns}, labels: {{a: b}}}}\ndata: {{x: '1'}}\n");
        using var client = cluster.Client();
        Task<Result<V1ConfigMap>> PatchAsync(string name, string version) => client.CallAsync(
            new KubeCall("patch", ConfigMap, ns, name),
            (api, token) => api.CoreV1.PatchNamespacedConfigMapAsync(
                KubeClient.Merge(new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["data"] = new JsonObject { ["y"] = "2" } }), name, ns, fieldManager: client.FieldManager, cancellationToken: token),
            CancellationToken.None);

        var read = (await client.CallAsync(new KubeCall("get", ConfigMap, ns, "m"), (api, token) => api.CoreV1.ReadNamespacedConfigMapAsync("m", ns, cancellationToken: token), CancellationToken.None)).Value;
        var patched = (await PatchAsync("m", read.Metadata.ResourceVersion)).Value;
        Assert.Equal(("1", "2"), (patched.Data["x"], patched.Data["y"]));
        Assert.Contains(patched.Metadata.ManagedFields, m => m is { Manager: "image-reflector-controller", Operation: "Update" });
        Assert.Equal(KubeReasons.Conflict, (await PatchAsync("m", read.Metadata.ResourceVersion)).Failure?.Reason);
        Assert.Equal(KubeReasons.NotFound, (await PatchAsync("nope", "1")).Failure?.Reason);
        var listed = await client.CallAsync(new KubeCall("list", ConfigMap, ns, null), (api, token) => api.CoreV1.ListNamespacedConfigMapAsync(ns, labelSelector: "a=b", cancellationToken: token), CancellationToken.None);
        Assert.Equal("m", Assert.Single(listed.Value.Items).Metadata.Name);
    }

    [ClusterFact]
    public async Task AServiceAccountsToken_IsMade_Recognised_AndHasTheRightsOfTheAccount()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.ApplyAsync($"api/v1/namespaces/{ns}/serviceaccounts", $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: app, namespace: {ns}}}\n");
        using var client = cluster.Client();
        var asked = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["registry"], ExpirationSeconds = 3600 } };
        var made = (await client.CallAsync(
            new KubeCall("create", ResourceKinds.ServiceAccount, ns, "app", "token"),
            (api, token) => api.CoreV1.CreateNamespacedServiceAccountTokenAsync(asked, "app", ns, cancellationToken: token),
            CancellationToken.None)).Value;
        Assert.NotEqual(default, made.Status.ExpirationTimestamp);

        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = made.Status.Token, Audiences = ["registry"] } };
        var reviewed = (await client.CallAsync(
            new KubeCall("create", TokenReview, null, null), (api, token) => api.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: token), CancellationToken.None)).Value;
        Assert.Equal((true, $"system:serviceaccount:{ns}:app"), (reviewed.Status.Authenticated, reviewed.Status.User.Username));

        var question = new V1SubjectAccessReview { Spec = new V1SubjectAccessReviewSpec { User = reviewed.Status.User.Username, ResourceAttributes = new V1ResourceAttributes { Verb = "get", Resource = "secrets", NamespaceProperty = ns } } };
        var answer = (await client.CallAsync(
            new KubeCall("create", AccessReview, null, null), (api, token) => api.AuthorizationV1.CreateSubjectAccessReviewAsync(question, cancellationToken: token), CancellationToken.None)).Value;
        Assert.False(answer.Status.Allowed);

        var nobody = await client.CallAsync(
            new KubeCall("create", ResourceKinds.ServiceAccount, ns, "nobody", "token"),
            (api, token) => api.CoreV1.CreateNamespacedServiceAccountTokenAsync(asked, "nobody", ns, cancellationToken: token),
            CancellationToken.None);
        Assert.Equal(KubeReasons.NotFound, nobody.Failure?.Reason);
        Assert.StartsWith($"cannot create serviceaccounts/token 'nobody' in namespace '{ns}': 404", nobody.Failure?.Message, StringComparison.Ordinal);
    }
}
