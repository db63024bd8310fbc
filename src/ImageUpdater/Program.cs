using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

var program = new ControllerProgram<UpdaterSettings>
{
    Name = "image-updater",
    Controller = UpdaterSettings.ControllerName,
    Flags = UpdaterSettings.Flags,
    OwnKinds = [ResourceKinds.ImageUpdateAutomation],
    Read = UpdaterSettings.Read,
    Work = WorkAsync,
};
return await program.RunAsync(args, TimeProvider.System);

static async Task<Result<bool>> WorkAsync(UpdaterSettings settings, ControllerHost host, CancellationToken cancellationToken)
{
    var folder = settings.Controller.StoragePath;
    var git = new GitRunner(
        new GitRunnerOptions
        {
            SecretsRoot = Path.Combine(folder, "secrets"),
            Addresses = settings.GitAddresses,
            AllowPlainLogins = settings.AllowPlainLogins,
            MaxFileBytes = settings.MaxMirrorBytes,
            ExtraEnvironment = GitRunnerOptions.ProxiesOf(Environment.GetEnvironmentVariable),
        },
        host.Time);
    using var mirrors = new MirrorStore(git, new MirrorStoreOptions
    {
        Root = Path.Combine(folder, "mirrors"),
        MaxTotalBytes = settings.MaxMirrorBytes,
    }, host.Time, host.Loggers.CreateLogger<MirrorStore>());
    await mirrors.RemoveUnusedAsync(TimeSpan.FromDays(30), cancellationToken);
    using var updater = new Updater(
        host.Source, mirrors, host.Clock, settings.Updater, settings.Controller.Loop, host.Time, host.Loggers, metrics: host.Metrics,
        plans: new PlanMetrics(host.Registry));
    foreach (var (controller, wake) in updater.Wakeables) await host.Clock.RegisterAsync(controller, wake, cancellationToken);
    host.Readiness.Await(updater.Kinds);
    await updater.RunAsync(cancellationToken);
    return true;
}
