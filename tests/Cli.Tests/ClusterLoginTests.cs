using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>Which cluster is meant: kubectl's order.</summary>
public sealed class ClusterLoginTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ClusterLoginTests()
    {
        Write("named", "https://named/");
        Write("variable", "https://variable/");
        Write(".kube/config", "https://home/");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheNamedFile_ComesFirst() =>
        Assert.Equal("https://named/", Find(folder.Combine("named"), ("KUBECONFIG", folder.Combine("variable"))).Value.Server.ToString());

    [Fact]
    public void ThenTheVariable() =>
    Assert.Equal("https://variable/", Find(null, ("KUBECONFIG", folder.Combine("variable"))).Value.Server.ToString());

    [Fact]
    public void ThenTheHomeFolder_AlsoInAPod() =>
        Assert.Equal(
            "https://home/",
            Find(null, ("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("KUBERNETES_SERVICE_PORT", "443")).Value.Server.ToString());

    [Fact]
    public void ThenThePod()
    {
        File.Delete(folder.Combine(".kube/config"));
        // No pod's files are here: what is missing shows that they were looked for.
        Assert.Contains(
            "pod", Find(null, ("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("KUBERNETES_SERVICE_PORT", "443")).Failure?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAny_BothWaysAreNamed()
    {
        File.Delete(folder.Combine(".kube/config"));
        var failure = Find(null).Failure!;
        Assert.Contains("--kubeconfig", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--resources", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--resources a --kubeconfig b", "give one of them")]
    [InlineData("--resources a --context b", "give one of them")]
    [InlineData("--state a", "name that folder with --resources")]
    [InlineData("--kubeconfig /nonexistent/config", "kubeconfig '/nonexistent/config' cannot be read")]
    public async Task AWrongMixture_IsRefused(string options, string message)
    {
        foreach (var command in (string[])["get policies", "events", "describe policy web", "explain web", "reconcile policy web",
            "suspend policy web", "resume policy web"])
        {
            var result = await Imgauto.RunAsync([.. command.Split(' '), .. options.Split(' ')]);
            Assert.Equal((1, ""), (result.Code, result.Out));
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
        }
    }

    private Result<KubeConnection> Find(string? file, params (string Name, string Value)[] environment) =>
        ClusterLogin.Find(file, null, name => name == "HOME" ? folder.Path
            : environment.Where(e => e.Name == name).Select(e => e.Value).FirstOrDefault(), TimeProvider.System);

    private void Write(string name, string server) => folder.Write(name, $"""
        current-context: c
        contexts: [{"{name: c, context: {cluster: c}}"}]
        clusters: [{"{name: c, cluster: {server: '"}{server}{"'}}"}]
        """);
}
