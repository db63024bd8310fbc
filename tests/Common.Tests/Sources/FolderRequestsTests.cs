using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

public sealed class FolderRequestsTests : ReconcileRequestsContract, IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private FolderSource source;

    public FolderRequestsTests()
    {
        Directory.CreateDirectory(folder.Combine("resources"));
        source = Open();
    }

    protected override IReconcileRequests Requests => source;

    protected override string Namespace => "apps";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task AnAnnotation_OutlivesTheProgram()
    {
        await DeclareAsync("app");
        await source.AnnotateAsync(
            ResourceKinds.ImagePolicy, new ObjectKey("apps", "app"), new Dictionary<string, string> { ["a.example/b"] = "c" },
            CancellationToken.None);
        await source.DisposeAsync();
        source = Open();
        var read = (await source.ReadAsync(ResourceKinds.ImagePolicy, new ObjectKey("apps", "app"), CancellationToken.None)).Value;
        Assert.Equal("c", (string?)read?["metadata"]?["annotations"]?["a.example/b"]);
        Assert.DoesNotContain(
            "a.example/b", await File.ReadAllTextAsync(folder.Combine("resources", "app.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKindThatAFolderLacks_IsTold()
    {
        var kind = new ResourceKind("source.toolkit.fluxcd.io", "v1", "HelmChart", "helmcharts");
        var failure = (await source.AnnotateAsync(
            kind, new ObjectKey("apps", "app"), new Dictionary<string, string>(), CancellationToken.None)).Failure;
        Assert.Equal(
            (FailureKind.Terminal, "a folder holds no HelmChart; take it out of spec.resources"), (failure?.Kind, failure?.Message));
    }

    protected override Task DeclareAsync(string name, string labels = "")
    {
        folder.Write(
            $"resources/{name}.yaml",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, namespace: apps, labels: "
                + $"{{{labels}}}}}\n"
                + "spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: '>=1.0'}}}\n");
        source.Refresh();
        return Task.CompletedTask;
    }

    private FolderSource Open() => FolderSource.Open(
        new FolderOptions { Resources = folder.Combine("resources"), State = folder.Combine("state") }, TimeProvider.System,
        NullLogger.Instance).Value;
}
