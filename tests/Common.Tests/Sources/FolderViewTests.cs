using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

public sealed class FolderViewTests
{
    /// <summary>Somebody who looks while the first process starts or the last one ends sees the folder, not an error.</summary>
    [Fact]
    public async Task AStateThatIsJustBeingMadeOrClosed_CanBeRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("resources/web.yaml", """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: shop}
            spec: {image: localhost:5000/web, interval: 1m}
            """);
        for (var round = 0; round < 40; round++)
        {
            var options = new FolderOptions { Resources = folder.Combine("resources"), State = folder.Combine($"state-{round}") };
            using var ended = new CancellationTokenSource();
            var looking = Task.Run(
                () =>
                {
                    do
                    {
                        var read = FolderView.Read(options.Resources, options.State, TimeProvider.System.GetUtcNow());
                        Assert.True(read.TryGet(out var view, out var failure), failure?.Message);
                        Assert.Single(view.List<ImageRepository>());
                    }
                    while (!ended.IsCancellationRequested);
                });
            Assert.True(
                FolderSource.Open(options, TimeProvider.System, NullLogger.Instance).TryGet(out var source, out var unusable),
                unusable?.Message);
            await source.DisposeAsync();
            await ended.CancelAsync();
            await looking;
        }
    }
}
