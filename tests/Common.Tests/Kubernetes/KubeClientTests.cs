using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class KubeClientTests(Cluster cluster)
{
    [ClusterFact]
    public async Task AList_IsReadPageByPage()
    {
        var ns = await cluster.NamespaceAsync();
        for (var i = 0; i < 7; i++) await cluster.PolicyAsync(ns, $"p{i}", ">=1.0");
        using var client = cluster.Client(new KubeClientOptions { FieldManager = "f", PageSize = 3 });
        var list = (await client.ListAsync<ImagePolicy>(new KubeQuery { Namespace = ns }, CancellationToken.None)).Value;
        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6"], list.Items.Select(p => p.Metadata.Name));
        Assert.NotEmpty(list.ResourceVersion);
        Assert.Empty(list.Unreadable);
    }

    [ClusterFact]
    public async Task AnEmptyName_NamesNothing()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.PolicyAsync(ns, "a", ">=1.0");
        using var client = cluster.Client();
        Assert.Null((await client.GetAsync<ImagePolicy>(new ObjectKey(ns, ""), CancellationToken.None)).Value);
    }

    [ClusterFact]
    public async Task Selectors_ChooseByLabelAndField()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.PolicyAsync(ns, "a", ">=1.0", "shard: one");
        await cluster.PolicyAsync(ns, "b", ">=1.0", "shard: two");
        await cluster.PolicyAsync(ns, "c", ">=1.0");
        using var client = cluster.Client();
        async Task<string> NamesAsync(string? label, string? field) =>
            string.Join(',', (await client.ListAsync<ImagePolicy>(new KubeQuery
            {
                Namespace = ns,
                LabelSelector = label,
                FieldSelector = field,
            }, CancellationToken.None)).Value.Items.Select(p => p.Metadata.Name));
        Assert.Equal("b", await NamesAsync("shard=two", null));
        Assert.Equal("c", await NamesAsync("!shard", null));
        Assert.Equal("b,c", await NamesAsync("shard notin (one)", null));
        Assert.Equal("a", await NamesAsync(null, "metadata.name=a"));
        var wrong = await client.ListAsync<ImagePolicy>(new KubeQuery { LabelSelector = "a=b=c" }, CancellationToken.None);
        Assert.Equal(KubeReasons.Invalid, wrong.Failure?.Reason);
    }

    [ClusterFact]
    public async Task AWatch_EndsByItselfAndTellsWhereToResume()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client(new KubeClientOptions { FieldManager = "f", WatchDuration = TimeSpan.FromSeconds(2) });
        var query = new KubeQuery { Namespace = ns };
        var from = (await client.ListAsync<ImagePolicy>(query, CancellationToken.None)).Value.ResourceVersion;
        await cluster.PolicyAsync(ns, "a", ">=1.0");
        await cluster.DeletePolicyAsync(ns, "a");
        var all = new List<KubeWatchEvent<ImagePolicy>>();
        await foreach (var happened in client.WatchAsync<ImagePolicy>(query, from, CancellationToken.None)) all.Add(happened);
        Assert.Equal(
            [KubeWatchEventType.Upserted, KubeWatchEventType.Deleted], all.Select(e => e.Type)
                .Where(t => t != KubeWatchEventType.Bookmark));
        Assert.All(all, e => Assert.NotEmpty(e.ResourceVersion));
        var rest = new List<KubeWatchEvent<ImagePolicy>>();
        await foreach (var happened in client.WatchAsync<ImagePolicy>(query, all[0].ResourceVersion, CancellationToken.None))
            rest.Add(happened);
        Assert.Equal([KubeWatchEventType.Deleted], rest.Select(e => e.Type).Where(t => t != KubeWatchEventType.Bookmark));
    }

    [ClusterFact]
    public async Task Refusals_NameVerbResourceObjectAndFix()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.PolicyAsync(ns, "p", ">=1.0");
        using var client = cluster.Client();
        var policy = (await client.GetAsync<ImagePolicy>(new ObjectKey(ns, "p"), CancellationToken.None)).Value!;

        Assert.Null((await client.GetAsync<ImagePolicy>(new ObjectKey(ns, "nope"), CancellationToken.None)).Value);
        var missing = await client.MergePatchAsync<ImagePolicy>(new ObjectKey(ns, "nope"), new JsonObject(), null, CancellationToken.None);
        Assert.Equal(KubeReasons.NotFound, missing.Failure?.Reason);

        var invalid = await client.MergePatchAsync<ImagePolicy>(policy.Key, new JsonObject
        {
            ["status"] = new JsonObject { ["observedGeneration"] = "x" },
        }, "status", CancellationToken.None);
        Assert.Equal(KubeReasons.Invalid, invalid.Failure?.Reason);
        Assert.Contains(
            $"cannot patch imagepolicies.image.toolkit.fluxcd.io/status 'p' in namespace '{ns}': 422", invalid.Failure?.Message,
            StringComparison.Ordinal);
        Assert.Contains("status.observedGeneration", invalid.Failure?.Message, StringComparison.Ordinal);

        var unknown = await client.GetAsync<GitRepository>(new ObjectKey(ns, "g"), CancellationToken.None); // its CRD is not installed here
        Assert.Equal(KubeReasons.UnknownKind, unknown.Failure?.Reason);
        Assert.Contains("install the CRDs", unknown.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(
            KubeReasons.UnknownKind, (await client.ListAsync<GitRepository>(KubeQuery.All, CancellationToken.None)).Failure?.Reason);
    }

    [ClusterFact]
    public async Task AnAccountWithoutRights_IsForbidden_UntilARoleAllowsIt()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.PolicyAsync(ns, "p", ">=1.0");
        using var client = cluster.Client(context: "reader");
        var refused = (await client.GetAsync<ImagePolicy>(new ObjectKey(ns, "p"), CancellationToken.None)).Failure;
        Assert.Equal(KubeReasons.Forbidden, refused?.Reason);
        Assert.Contains("allow this account to get imagepolicies.image.toolkit.fluxcd.io", refused?.Message, StringComparison.Ordinal);
        await cluster.ApplyAsync(
            $"apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
            $"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: r, namespace: {ns}}}\nrules: [{{apiGroups: "
                + $"[image.toolkit.fluxcd.io], resources: [imagepolicies], verbs: [get]}}]\n");
        await cluster.ApplyAsync(
            $"apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings",
            $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: r, namespace: {ns}}}\nroleRef: {{apiGroup: "
                + $"rbac.authorization.k8s.io, kind: Role, name: r}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: "
                + $"reader}}]\n");
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync<ImagePolicy>(new ObjectKey(ns, "p"), CancellationToken.None)).IsSuccess);
        Assert.Equal(KubeReasons.Forbidden, (await client.ListAsync<ImagePolicy>(new KubeQuery
        {
            Namespace = ns,
        }, CancellationToken.None)).Failure?.Reason);
    }

    [ClusterFact]
    public async Task AWrongToken_IsUnauthorized_AndNotInTheMessage()
    {
        var connection = cluster.Connection() with
        {
            Credentials = new FixedCredentials(new KubeCredential(new("Bearer", "wrong-secret-token"), null)),
        };
        using var client = new KubeClient(connection, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var failure = (await client.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).Failure!;
        Assert.Equal(KubeReasons.Unauthorized, failure.Reason);
        Assert.Contains("log in again", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-token", failure.Message, StringComparison.Ordinal);
    }

    [ClusterFact]
    public async Task ATokenFileThatIsReplaced_IsReadAgainWhenTheOldTokenIsRefused()
    {
        using var folder = new TemporaryFolder();
        var good = (await cluster.Connection().Credentials.GetAsync(false, CancellationToken.None)).Value.Header!.Parameter!;
        var path = folder.Write("token", "old\n");
        var credentials = new TokenFileCredentials(path, TimeProvider.System);
        Assert.Equal("old", (await credentials.GetAsync(false, CancellationToken.None)).Value.Header?.Parameter);
        using var client = new KubeClient(cluster.Connection() with
        {
            Credentials = credentials,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        folder.Write("token", good + "\n");
        Assert.True((await client.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).IsSuccess);
    }

    [ClusterFact]
    public async Task AnUnknownAuthority_IsRefused()
    {
        using var client = new KubeClient(cluster.Connection() with
        {
            Authorities = null,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var failure = (await client.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).Failure!;
        Assert.Equal(KubeReasons.Unavailable, failure.Reason);
        Assert.Contains("certificate", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [ClusterFact]
    public async Task AnotherHostName_IsRefused_UnlessTlsServerNameSaysSo()
    {
        var other = cluster.Connection() with { Server = new UriBuilder(cluster.Connection().Server) { Host = "127.0.0.2" }.Uri };
        using var refused = new KubeClient(other, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        Assert.Equal(
            KubeReasons.Unavailable,
            (await refused.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).Failure?.Reason);
        using var named = new KubeClient(cluster.Connection() with
        {
            TlsServerName = "no-such-name.example",
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        Assert.Contains(
            "certificate", (await named.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).Failure?.Message,
            StringComparison.OrdinalIgnoreCase);
        using var right = new KubeClient(cluster.Connection() with
        {
            TlsServerName = "localhost",
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        Assert.True((await right.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).IsSuccess);
    }

    [ClusterFact]
    public async Task ActingAsAnotherUser_HasThatUsersRights()
    {
        using var client = new KubeClient(cluster.Connection() with
        {
            Impersonate = "nobody-at-all",
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var failure = (await client.GetAsync<Namespace>(new ObjectKey("", "default"), CancellationToken.None)).Failure!;
        Assert.Equal(KubeReasons.Forbidden, failure.Reason);
        Assert.Contains("nobody-at-all", failure.Message, StringComparison.Ordinal);
    }
}
