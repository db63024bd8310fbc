using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Kubernetes.Transport;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>What stands around the package's calls, and why.</summary>
public sealed class KubeCallTests
{
    [Theory]
    [InlineData("n", "..")]
    [InlineData("n", "../../other/secrets/theirs")]
    [InlineData("n", "a/b")]
    [InlineData("n", "a%2Fb")]
    [InlineData("n", "a?watch=true")]
    [InlineData("n", "a\\b")]
    [InlineData("n", "a b")]
    [InlineData("..", "theirs")]
    [InlineData("n/secrets/x", "theirs")]
    public async Task ANameThatNoObjectCanHave_NamesNothing_AndNothingIsSent(string ns, string name)
    {
        await using var server = await FaultServer.StartAsync((context, _) => context.Response.WriteAsync("{}"));
        using var client = Client(server);
        Assert.Null((await client.GetAsync<Secret>(new ObjectKey(ns, name), CancellationToken.None)).Value);
        Assert.Null((await client.GetAsync<ImagePolicy>(new ObjectKey(ns, name), CancellationToken.None)).Value);
        var patched = await client.MergePatchAsync<ImagePolicy>(new ObjectKey(ns, name), [], "status", CancellationToken.None);
        Assert.Equal(KubeReasons.NotFound, patched.Failure?.Reason);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task AnAnswerThatStopsHalfWay_IsGivenUp()
    {
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync("""{"kind":""");
            await context.Response.Body.FlushAsync();
            var gone = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            await gone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var client = Client(server, TimeSpan.FromMilliseconds(500));
        var failure = (await client.GetAsync<ImagePolicy>(new ObjectKey("n", "p"), CancellationToken.None)).Failure;
        Assert.Contains("did not answer within 500ms", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"data":{"a":"s3cret!"}}""", "it does not fit Secret at $.data.a")]
    [InlineData(200, """{"data":"s3cret"}""", "it does not fit Secret at $.data")]
    [InlineData(200, "null", "it is empty")]
    [InlineData(500, """{"data":{"a":"s3cret"}}""", "500: the server has an error of its own")]
    public async Task ASecret_IsNeverQuoted(int status, string body, string message)
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        using var client = Client(server);
        var failure = (await client.GetAsync<Secret>(new ObjectKey("n", "s"), CancellationToken.None)).Failure!;
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.Cause);
    }

    [Fact]
    public async Task ATimeThatIsNone_IsAFailure()
    {
        const string Lease = """{"spec":{"renewTime":"yesterday"}}""";
        await using var server = await FaultServer.StartAsync((context, _) => context.Response.WriteAsync(Lease));
        using var client = Client(server);
        var read = await client.CallAsync(
            new KubeCall("get", BuiltIns.Lease, "n", "l"),
            (api, token) => api.CoordinationV1.ReadNamespacedLeaseAsync("l", "n", cancellationToken: token),
            CancellationToken.None);
        Assert.Contains("it does not fit Lease at $.spec.renewTime", read.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsReadByReflection()
    {
        var contracts = new KubeContracts();
        var connection = new KubeConnection { Server = new Uri("http://127.0.0.1:1/") };
        using var login = new LoginHandler(connection);
        var options = KubeTransport.Configuration(connection, "f", contracts, login).JsonSerializerOptions;
        Assert.DoesNotContain(options.TypeInfoResolverChain, resolver => resolver is DefaultJsonTypeInfoResolver);
        Assert.Throws<NotSupportedException>(() => KubernetesJson.Deserialize<ImagePolicy>("{}", options));
        contracts.AddObject(ResourceJson.Default.ImageRepository);
        Assert.NotNull(KubernetesJson.Deserialize<ImageRepository>("{}", options));
        // What every run needs is ours, so that the package's large context is not made ready for it.
        Type[] everyRuns = [typeof(V1Lease), typeof(Corev1Event), typeof(V1Secret), typeof(V1ServiceAccount), typeof(V1Namespace)];
        Assert.All(everyRuns, type => Assert.NotNull(KubeJson.Default.GetTypeInfo(type)));
    }

    private static KubeClient Client(FaultServer server, TimeSpan? limit = null)
    {
        var options = new KubeClientOptions { FieldManager = "f", CallLimit = limit ?? TimeSpan.FromSeconds(30) };
        return new(new KubeConnection { Server = server.Address }, options, TimeProvider.System);
    }
}
