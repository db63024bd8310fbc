using Xunit;

namespace ImageAutomation.Integration.Tests.Installing;

/// <summary>The manifests as people apply them, on a real API server that evaluates the roles.</summary>
public sealed class InstallationTests
{
    private static readonly string[] Accounts =
    [
        "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac",
        "--user", "id=updater,user=system:serviceaccount:flux-system:image-automation-controller,policy=rbac",
    ];

    /// <summary>Account, what it does, whether it may.</summary>
    private static readonly (string As, string[] Does, bool May)[] Rights =
    [
        ("reflector", ["get", "imagerepositories", "-A"], true),
        ("reflector", ["get", "imagepolicies", "-A"], true),
        ("reflector", ["patch", "imagerepository", "podinfo", "-n", "apps", "--type=merge", "-p", """{"metadata":{"finalizers":["finalizers.fluxcd.io"]}}"""], true),
        ("reflector", ["patch", "imagerepository", "podinfo", "-n", "apps", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":1}}"""], true),
        ("reflector", ["patch", "imagepolicy", "podinfo", "-n", "apps", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":1}}"""], true),
        ("reflector", ["get", "secret", "login", "-n", "apps"], true),
        ("reflector", ["get", "namespace", "apps"], true),
        ("reflector", ["create", "lease", "-n", "flux-system"], true),
        ("reflector", ["get", "secrets", "-n", "apps"], false),
        ("reflector", ["get", "secrets", "-A"], false),
        ("reflector", ["delete", "imagerepository", "podinfo", "-n", "apps"], false),
        ("reflector", ["get", "imageupdateautomations", "-A"], false),
        ("reflector", ["get", "configmaps", "-A"], false),
        ("reflector", ["create", "lease", "-n", "apps"], false),
        ("updater", ["get", "imageupdateautomations", "-A"], true),
        ("updater", ["get", "imagepolicies", "-A"], true),
        ("updater", ["get", "gitrepositories", "-A"], true),
        ("updater", ["patch", "imageupdateautomation", "fleet", "-n", "apps", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":1}}"""], true),
        ("updater", ["get", "secret", "login", "-n", "apps"], true),
        ("updater", ["create", "lease", "-n", "flux-system"], true),
        ("updater", ["get", "secrets", "-n", "apps"], false),
        ("updater", ["get", "imagerepositories", "-A"], false),
        ("updater", ["patch", "imagepolicy", "podinfo", "-n", "apps", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":1}}"""], false),
        ("updater", ["patch", "gitrepository", "fleet", "-n", "apps", "--type=merge", "-p", """{"spec":{"url":"https://elsewhere.example.com/x"}}"""], false),
    ];

    [ApiServerFact]
    public void TheDefaultInstallation_IsTaken_AndItsRolesAllowWhatTheControllersNeedAndNoMore()
    {
        using var server = ApiServer.Start(Accounts);
        Apply(server, "-k", "config/default");
        Apply(server, "-k", "config/crd/source");
        server.Kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        server.Kubectl("create", "namespace", "apps");
        server.Kubectl("create", "secret", "generic", "login", "-n", "apps", "--from-literal=password=x");
        Apply(server, "-f", "config/samples/podinfo.yaml");

        Assert.Equal(
            "deployment.apps/image-automation-controller deployment.apps/image-reflector-controller",
            string.Join(' ', server.Kubectl("get", "deployments", "-n", "flux-system", "-o", "name").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
        var wrong = string.Join('\n', Rights.Select(r => (r, Answer: Do(server, r.As, r.Does)))
            .Where(x => (x.Answer.Code == 0) != x.r.May || (!x.r.May && !x.Answer.Said.Contains("Forbidden", StringComparison.Ordinal)))
            .Select(x => $"{x.r.As} {string.Join(' ', x.r.Does)} should be {(x.r.May ? "allowed" : "forbidden")}: {x.Answer.Said}"));
        Assert.True(wrong.Length == 0, wrong);

        Apply(server, "-k", "config/default"); // a second time changes nothing that cannot be changed
    }

    private static void Apply(ApiServer server, string how, string path) => server.Kubectl("apply", "--server-side", "--force-conflicts", how, Path.Combine(ApiServer.Root, path));

    private static (int Code, string Said) Do(ApiServer server, string account, string[] does)
    {
        if (does is not ["create", "lease", ..]) return server.TryKubectl(["--context", account, .. does]);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{{account}}}-leader-election","namespace":"{{{does[^1]}}}"},"spec":{"holderIdentity":"x"}}""");
            return server.TryKubectl("--context", account, "create", "--validate=false", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
