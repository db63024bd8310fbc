using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

var program = new ControllerProgram<ReflectorSettings>
{
    Name = "image-reflector",
    Controller = ReflectorSettings.ControllerName,
    Flags = ReflectorSettings.Flags,
    OwnKinds = [ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy],
    Read = ReflectorSettings.Read,
    Work = WorkAsync,
};
return await program.RunAsync(args, TimeProvider.System);

static async Task<Result<bool>> WorkAsync(ReflectorSettings settings, ControllerHost host, CancellationToken cancellationToken)
{
    var incidents = new TagStoreIncidents(host.Loggers.CreateLogger<TagStoreIncidents>());
    if (!SqliteTagStore.Open(Path.Combine(settings.Controller.StoragePath, "tags.db"), host.Time, incidents.Note)
        .TryGet(out var tags, out var failure))
        return failure;
    using var stored = tags;
    using var registry = new RegistryClient(settings.Registry, host.Time);
    _ = new BudgetMetrics(host.Registry, () => registry.Budgets.Select(b => (b.Host, b.QuotaLeft, b.Parked)));
    using var reflector = new Reflector(
        host.Source, registry, tags, incidents, host.Clock, settings.Reflector, settings.Controller.Loop, host.Time, host.Loggers,
        metrics: host.Metrics);
    foreach (var (controller, wake) in reflector.Wakeables) await host.Clock.RegisterAsync(controller, wake, cancellationToken);
    host.Readiness.Await(reflector.Kinds);
    await reflector.RunAsync(cancellationToken);
    return true;
}
