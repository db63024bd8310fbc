using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Observability;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Both programs with <c>--dry-run</c>, beside another controller whose part the test plays.</summary>
public sealed class DryRunTests(ClusterShop shop) : IClassFixture<ClusterShop>
{
    private const string Ns = "dry";

    [ClusterFact("kubectl", "git")]
    public async Task ADryRun_WritesNothing_AndTellsWhatItWouldDo()
    {
        var remote = shop.Open(Ns);
        shop.Registry.Tags[Ns] = ["1.0.0", "1.1.0", "1.2.0"];
        Elected("1.1.0"); // the controller that works there has not seen 1.2.0
        var (before, head) = (Versions(), remote.Head());

        var (arguments, environment) = shop.Program(Ns, "reflector", "--dry-run");
        using var reflector = ControllerProcess.Reflector(arguments, environment);
        (arguments, environment) = shop.Program(Ns, "updater", "--dry-run", "--events-addr=http://127.0.0.1:1/");
        using var updater = ControllerProcess.Updater(arguments, environment);
        await SaysAsync(
            reflector,
            $"ImagePolicy {Ns}/app: dry run: elects {shop.Registry.Host}/{Ns}:1.2.0; the cluster has {shop.Registry.Host}/{Ns}:1.1.0");
        await SaysAsync(
            updater,
            $"ImageUpdateAutomation {Ns}/app: dry run: app.yaml line 1: {shop.Registry.Host}/{Ns}:1.0.0 "
                + $"-> {shop.Registry.Host}/{Ns}:1.1.0 ({Ns}:app)");
        await SaysAsync(
            updater,
            $"dry run: would push to branch 'main' on main@sha1:{head}: \\\"Update {shop.Registry.Host}/{Ns} from 1.0.0 to 1.1.0\\\" "
                + "(values: 1, files: 1)");
        Assert.Equal(1, (await ScrapeAsync(updater)).Value("imageautomation_planned_changes", ("namespace", Ns), ("name", "app")));
        Assert.Equal((before, head), (Versions(), remote.Head()));

        // The other controller catches up and pushes: nothing is left to do.
        Elected("1.2.0");
        await SaysAsync(reflector, $"ImagePolicy {Ns}/app: dry run: elects {shop.Registry.Host}/{Ns}:1.2.0, as the cluster has");
        head = remote.Commit("app.yaml", shop.Manifest(Ns, "1.2.0"));
        await SaysAsync(updater, $"dry run: nothing to commit on main@sha1:{head}");
        Assert.Equal(0, (await ScrapeAsync(updater)).Value("imageautomation_planned_changes", ("namespace", Ns), ("name", "app")));

        var requests = (await ScrapeAsync(reflector)).Of("rest_client_requests_total")
            .Concat((await ScrapeAsync(updater)).Of("rest_client_requests_total")).ToList();
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.Equal("GET", request.Labels["method"]));
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());
        Assert.Equal("", shop.Kubectl("get", "events,leases", "-n", Ns, "-o", "name"));
        Assert.Equal(head, remote.Head());
        Assert.DoesNotContain(ClusterShop.GitPassword, reflector.Said + updater.Said, StringComparison.Ordinal);
    }

    private void Elected(string tag) => shop.Kubectl(
        "patch", "-n", Ns, "imagepolicy", "app", "--subresource=status", "--type=merge", "-p",
        $$$"""{"status":{"latestRef":{"name":"{{{shop.Registry.Host}}}/{{{Ns}}}","tag":"{{{tag}}}"} } }""");

    // Every object of the namespace, and the namespace itself.
    private string Versions() => shop.Kubectl(
        "get", "-n", Ns, "imagerepositories,imagepolicies,imageupdateautomations,gitrepositories,secrets,configmaps,events,leases", "-o",
        "custom-columns=K:.kind,N:.metadata.name,V:.metadata.resourceVersion,F:.metadata.finalizers");

    private static Task SaysAsync(ControllerProcess program, string sentence) =>
        Eventually.HoldsAsync(() => program.Said.Contains(sentence, StringComparison.Ordinal), () => sentence + "\n" + program.Said);

    private static async Task<PrometheusText> ScrapeAsync(ControllerProcess program)
    {
        using var http = new HttpClient();
        return PrometheusText.Parse(await http.GetStringAsync(new Uri(await program.ServedAsync("metrics"), "metrics")));
    }
}
