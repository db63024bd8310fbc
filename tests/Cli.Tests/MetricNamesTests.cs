using System.Runtime.CompilerServices;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Notifications;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>Dashboards and alerts name metrics: a changed name is a break that has to be meant.</summary>
public sealed class MetricNamesTests
{
    [Fact]
    public async Task NamesTypesAndLabelsAreTheApprovedOnes()
    {
        var registry = new MetricsRegistry();
        using var folder = new TemporaryFolder();
        folder.Write("resources/none.yaml", "");
        var places = new FolderOptions { Resources = folder.Combine("resources"), State = folder.Combine("state") };
        await using var source = FolderSource.Open(places, TimeProvider.System, NullLogger.Instance).Value;
        var context = new ControllerContext(source, registry);
        using var reflector = Reflector.Open(context, new ReflectorOptions(), RegistryClientOptions.Default, places.State).Value;
        using var updater = Updater.Open(context, new UpdaterOptions(), new GitBounds(), places.State);
        using var webhooks = new Webhooks(context, new WebhookOptions { Address = ListenAddress.Parse("127.0.0.1:0").Value });
        _ = new ClientMetrics(registry);
        _ = new ProcessMetrics(registry);
        _ = new NotificationMetrics(registry);
        var actual =
            registry.Families.Select(f => $"{f.Name} {f.Kind.ToString().ToLowerInvariant()} {string.Join(",", f.Labels)}".TrimEnd());
        Assert.Equal(File.ReadAllLines(Approved()), actual);
    }

    [Fact]
    public void TheManualNamesEveryMetric()
    {
        // the file has a folder
        var manual = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Approved())!, "..", "..", "..", "docs", "operations.md"));
        Assert.All(File.ReadAllLines(Approved()), line => Assert.Contains($"`{line.Split(' ')[0]}`", manual, StringComparison.Ordinal));
    }

    private static string Approved([CallerFilePath] string here = "") =>
        // a source file has a folder
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "data", "metric-names.txt"));
}
