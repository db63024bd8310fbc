using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Bench.Support;

/// <summary>
/// A registry that answers tag listings and does nothing else, in a process of its own so that its work is not counted as ours.
/// </summary>
internal sealed class LoadRegistry : IAsyncDisposable
{
    public const int TagsPerRepository = 40;

    /// <summary>One repository in this many has a new tag at each scan.</summary>
    public const int ChangingOneIn = 100;

    private readonly Process process;

    private LoadRegistry(Process process, string host) => (this.process, Host) = (process, host);

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    public static async Task<LoadRegistry> StartAsync()
    {
        var process = Children.Start(redirect: true, "child", Children.Registry);
        return new LoadRegistry(process, await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("the stand-in registry did not start"));
    }

    /// <summary>HEAD requests and listings that were answered.</summary>
    public async Task<(int Heads, int Lists)> CountAsync(HttpClient http)
    {
        var counts = (await http.GetStringAsync(new Uri($"http://{Host}/count"))).Split(' ');
        return (int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close(); // it ends with its input
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The child's part: repositories are <c>r/NUMBER</c>.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var application = builder.Build();
        var old = string.Join(',', Enumerable.Range(0, TagsPerRepository - 1).Select(i => $"\"1.{i}.0\""));
        var answers = 0;
        var (heads, lists) = (0, 0);
        application.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            var parts = (context.Request.Path.Value ?? "").Split('/');
            if (parts is ["", "count"])
            {
                await context.Response.WriteAsync($"{heads} {lists}");
                return;
            }

            if (HttpMethods.IsHead(context.Request.Method))
            {
                Interlocked.Increment(ref heads); // of whatever tag: it is there
                return;
            }

            if (parts[^1] == "list") Interlocked.Increment(ref lists);
            if (parts is not ["", "v2", "r", var number, "tags", "list"])
            {
                await context.Response.WriteAsync("{}");
                return;
            }

            var changes = int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % ChangingOneIn == 0;
            await context.Response.WriteAsync(
                $$"""{"name":"r/{{number}}","tags":[{{old}},"2.0.{{(changes ? Interlocked.Increment(ref answers) : 0)}}"]}""");
        });
        await application.StartAsync();
        // Kestrel has addresses once it runs
        Console.WriteLine(
            new Uri(
                application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
