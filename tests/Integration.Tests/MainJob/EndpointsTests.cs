using System.Diagnostics;
using System.Text.Json;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>The running program can be watched.</summary>
public sealed class EndpointsTests
{
    [Fact]
    public async Task ARun_ServesMetricsAndProbes_AtTheAddressesThatItLogs()
    {
        using var folder = new TemporaryFolder();
        // No registry listens on port 1: the scan fails at once, and that is counted.
        folder.Write("resources/repository.yaml", """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: apps}
            spec: {image: "127.0.0.1:1/web", interval: 1h}
            """);
        var start = new ProcessStartInfo(Imgauto.Program()) { RedirectStandardError = true };
        string[] arguments =
        [
            "run", folder.Combine("resources"), "--state", folder.Combine("state"), "--log-encoding", "json", "--metrics-addr",
            "127.0.0.1:0", "--health-addr", "localhost:0",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!; // not null without shell execution
        try
        {
            var (metrics, health) = (await ServedAsync(process, "Serving metrics on "), await ServedAsync(process, "Serving health on "));
            var rest = process.StandardError.ReadToEndAsync(); // a full pipe would stop the program
            using var http = new HttpClient();
            await Eventually.HoldsAsync(async () =>
            {
                using var answer = await http.GetAsync(new Uri($"http://{health}/readyz"));
                return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "ok";
            });
            var page = "";
            await Eventually.HoldsAsync(
                async () =>
                {
                    page = await http.GetStringAsync(new Uri($"http://{metrics}/metrics"));
                    return page.Contains("imageautomation_scan_duration_seconds_count{result=\"failure\"}", StringComparison.Ordinal)
                        && page.Contains(
                            "gotk_reconcile_duration_seconds_count{kind=\"ImageRepository\",name=\"web\",namespace=\"apps\"}",
                            StringComparison.Ordinal);
                },
                () => page);
            // A folder needs no client of an API server, so its memory is not spent on one.
            if (OperatingSystem.IsLinux())
                Assert.DoesNotContain(
                    "KubernetesClient", await File.ReadAllTextAsync($"/proc/{process.Id}/maps"), StringComparison.Ordinal);

            Assert.Contains("imageautomation_registry_parked_seconds{host=\"127.0.0.1:1\"} 0", page, StringComparison.Ordinal);

            File.Delete(folder.Combine("resources", "repository.yaml"));
            await Eventually.HoldsAsync(
                async () => !(page = await http.GetStringAsync(new Uri($"http://{metrics}/metrics")))
                    .Contains("name=\"web\"", StringComparison.Ordinal), () => page);
            process.Kill(entireProcessTree: true);
            await rest;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task NoEnvironmentVariableOrFile_ChangesWhatIsServed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("resources/none.yaml", "");
        const string other = "http://127.0.0.1:1";
        folder.Write("appsettings.json", $$"""{"Urls": "{{other}}", "Kestrel": {"Endpoints": {"x": {"Url": "{{other}}"} } } }""");
        var start = new ProcessStartInfo(Imgauto.Program()) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.WorkingDirectory = folder.Path;
        string[] arguments =
            ["run", "resources", "--state", "state", "--log-encoding", "json", "--log-level", "trace", "--metrics-addr", ":0"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_URLS"] = start.Environment["DOTNET_URLS"] = other;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["Logging__Console__LogLevel__Default"] = "Trace";
        // As on a machine without IPv6: all addresses are those of IPv4.
        start.Environment["DOTNET_SYSTEM_NET_DISABLEIPV6"] = "1";
        using var process = Process.Start(start)!; // not null without shell execution
        try
        {
            var metrics = await ServedAsync(process, "Serving metrics on ");
            Assert.StartsWith("0.0.0.0:", metrics, StringComparison.Ordinal);
            using var http = new HttpClient();
            var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{metrics.Split(':')[1]}/metrics"));
            Assert.Contains("process_start_time_seconds", page, StringComparison.Ordinal);
            process.Kill(entireProcessTree: true);
            var lines = (await process.StandardError.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(lines, line => Assert.StartsWith("{\"level\":", line, StringComparison.Ordinal));
            Assert.All(lines, line => Assert.DoesNotContain("Kestrel", line, StringComparison.Ordinal));
            Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task AnAddressThatCannotBe_IsRefusedAtTheStart()
    {
        using var folder = new TemporaryFolder();
        using var run = Imgauto.Start("run", folder.Path, "--metrics-addr", "example.com:80");
        await run.EndsWithAsync(1);
        Assert.Contains("--metrics-addr: 'example.com' is not an IP address", await run.SaidAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> ServedAsync(Process process, string sentence)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var message = json.RootElement.GetProperty("msg").GetString()!; // every line has one
            if (message.StartsWith(sentence, StringComparison.Ordinal)) return message[sentence.Length..];
        }

        throw new InvalidOperationException("the program ended without: " + sentence);
    }
}
