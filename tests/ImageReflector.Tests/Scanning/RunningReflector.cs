using ImageAutomation.Common.Loop;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.TagStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>
/// A whole reflector over the resources and the registry of a <see cref="ScanningHarness"/>. Nothing wakes it but changes.
/// </summary>
internal sealed class RunningReflector : IAsyncDisposable
{
    private readonly RegistryClient client = new(RegistryClientOptions.Default, TimeProvider.System);
    private readonly CancellationTokenSource stop = new();
    private readonly Reflector reflector;
    private readonly Task running;

    public RunningReflector(ScanningHarness harness, SqliteTagStore tags)
    {
        var incidents = new TagStoreIncidents(NullLogger<TagStoreIncidents>.Instance);
        reflector = new Reflector(new ControllerContext(harness.Source), harness.Options, client, tags, incidents);
        running = reflector.RunAsync(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        reflector.Dispose();
        client.Dispose();
        stop.Dispose();
    }
}
