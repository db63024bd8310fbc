using System.Globalization;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Scenarios;
using ImageAutomation.Bench.Support;

IScenario[] scenarios =
[
    new ElectScenario(), new ListTagsScenario(), new StoreScenario(), new EditScenario(), new GitScenario(), new ScanLoadScenario(),
    new LatencyScenario(), new WebhookScenario(), new ClusterScenario(), new KubeListScenario(),
];

// Parts that are measured as, or must not weigh on, a process of their own.
if (args is ["child", var part, .. var rest]) return await Children.RunAsync(part, rest);

if (args is not [var name, .. var more] || !BenchOptions.TryParse(more, out var options))
{
    Console.Error.WriteLine("usage: SCENARIO|all|list [--runs N] [--size N[,N...]] [--seconds N]");
    return 2;
}

if (name == "list")
{
    foreach (var known in scenarios)
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{known.Name,-10} {known.Measures} Sizes: {string.Join(',', known.Sizes)}; runs: {known.Runs}."));
    return 0;
}

if (name == "all")
{
    if (options.Sizes.Count > 0)
    {
        Console.Error.WriteLine("sizes count something else in each scenario; name one");
        return 2;
    }

    // Each in a fresh process: one scenario's heap must not be the next one's memory.
    foreach (var each in scenarios)
    {
        using var child = Children.Start(redirect: false, [each.Name, .. more]);
        await child.WaitForExitAsync();
        if (child.ExitCode != 0) return child.ExitCode;
    }

    return 0;
}

if (scenarios.FirstOrDefault(s => s.Name == name) is not { } scenario)
{
    Console.Error.WriteLine($"unknown scenario '{name}'; one of: {string.Join(", ", scenarios.Select(s => s.Name))}, all, list");
    return 2;
}

var run = options.For(scenario);
Report.Begin(scenario, args, run);
await scenario.RunAsync(run);
return 0;
