using System.CommandLine;
using System.Net;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Runtime;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Files;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto run</c>: both controllers over a folder.</summary>
internal static class RunCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var directory = new Argument<string>("DIR") { Description = "Folder with resource files; it is watched." };
        var state = new Option<string?>("--state")
        {
            Description = "State folder; by default one per resource folder below $XDG_STATE_HOME/imgauto.",
        };
        var once = new Option<bool>("--once")
        {
            Description = "Scan everything once, elect, update, and end: exit 0 all Ready, 1 something is not, 2 nothing could be read.",
        };
        var level = new ChoiceOption<LogLevel>(
            "--log-level", null, "trace, debug, info or error.",
            [.. from word in (string[])["info", "trace", "debug", "error"] select (word, CommonFlags.Level(word))]);
        var encoding = new ChoiceOption<bool>("--log-encoding", null, "console or json.", ("console", false), ("json", true));
        var locked = new Option<bool>("--no-cross-namespace-refs") { Description = "Refuse references to other namespaces." };
        var message = new Option<bool>("--reference-default-message")
        {
            Description = "Give automations without a message template the reference's fixed text.",
        };
        var removed = new Option<bool>("--removed-template-fields")
        {
            Description = "Let message templates read .Updated and .Changed.ImageResult, fields of earlier API versions.",
        };
        var concurrent = new Option<int>("--concurrent")
        {
            HelpName = "count",
            Description = "Busy runs at once per kind; runs that wait for a server come on top.",
            DefaultValueFactory = _ => new LoopOptions().Concurrent,
        };
        var rate = new Option<double>("--registry-rps")
        {
            Description = "Requests a second to one registry with one credential.",
            DefaultValueFactory = _ => RegistryClientOptions.Default.RequestsPerSecond,
        };
        var tokenHosts = new Option<string?>("--registry-token-hosts")
        {
            HelpName = "hosts",
            Description =
                "Hosts, parted by commas, that may receive any registry's credentials as token services, besides the built-in rules.",
        };
        var maxTags = new Option<int>("--registry-max-tags")
        {
            HelpName = "count",
            Description = "Most tags of one repository.",
            DefaultValueFactory = _ => RegistryClientOptions.Default.MaxTags,
        };
        var maxEmptyPages = new Option<int>("--registry-max-empty-pages")
        {
            HelpName = "count",
            Description = "Most pages without a tag in a row that a registry may send.",
            DefaultValueFactory = _ => RegistryClientOptions.Default.MaxEmptyPages,
        };
        var callTimeout = new DurationOption(
            "--registry-call-timeout", "Longest time of one request to a registry, with its answer.",
            RegistryClientOptions.Default.CallTimeout, TimeSpan.FromSeconds(1));
        var grace = new DurationOption(
            "--vanished-tag-grace",
            "How long an elected tag has to be missing from listings before it is given up; 0: one listing and one 404.",
            new ReflectorOptions().VanishedTagGrace, TimeSpan.Zero);
        var metrics = Address("--metrics-addr", "Address of /metrics while it watches, such as 127.0.0.1:8080; 0 is off.");
        var health = Address("--health-addr", "Address of /healthz and /readyz while it watches; 0 is off.");
        var hooks = Address("--receiver-addr", "Address for webhooks while it watches, such as 127.0.0.1:9292; 0 is off.");
        var certificate = new Option<string?>("--receiver-tls-cert")
        {
            HelpName = "file",
            Description = "Certificate chain in PEM, for webhooks over HTTPS.",
        };
        var key = new Option<string?>("--receiver-tls-key") { HelpName = "file", Description = "Its key in PEM." };
        concurrent.Validators.Add(r =>
        {
            if (r.GetValue(concurrent) is not (>= 1 and <= 1000)) r.AddError("--concurrent takes a number from 1 to 1000");
        });
        maxTags.Validators.Add(r =>
        {
            if (r.GetValue(maxTags) is not (>= 1 and <= 10_000_000)) r.AddError("--registry-max-tags takes a number from 1 to 10000000");
        });
        maxEmptyPages.Validators.Add(r =>
        {
            if (r.GetValue(maxEmptyPages) is not (>= 0 and <= 100_000))
                r.AddError("--registry-max-empty-pages takes a number from 0 to 100000");
        });
        rate.Validators.Add(r =>
        {
            if (r.GetValue(rate) is not (> 0 and <= 10_000)) r.AddError("--registry-rps takes a number above 0 and up to 10000");
        });

        var command = new Command("run", "Watch registries and keep the manifests in Git up to date.")
        {
            directory,
            state,
            once,
            level.Option,
            encoding.Option,
            locked,
            message,
            removed,
            concurrent,
            rate,
            tokenHosts,
            maxTags,
            maxEmptyPages,
            callTimeout.Option,
            grace.Option,
            metrics,
            health,
            hooks,
            certificate,
            key,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CoreFiles.Forbid();
            var resources = Path.GetFullPath(parsed.GetRequiredValue(directory));
            if (!ReceiverTls.Read(parsed.GetValue(certificate), parsed.GetValue(key)).TryGet(out var tls, out var unusable))
            {
                answer.Complain(unusable.Message);
                return ExitCodes.Two;
            }

            var options = new LocalRunOptions
            {
                Resources = resources,
                State = parsed.GetValue(state) is { } given ? Path.GetFullPath(given) : FolderPlace.DefaultState(resources),
                Once = parsed.GetValue(once),
                Concurrent = parsed.GetValue(concurrent),
                Reflector = new ReflectorOptions
                {
                    NoCrossNamespaceRefs = parsed.GetValue(locked),
                    VanishedTagGrace = grace.Read(parsed),
                    ScansAlways = parsed.GetValue(once),
                },
                Updater = new UpdaterOptions
                {
                    AllowLocalRepositories = true,
                    NoCrossNamespaceRefs = parsed.GetValue(locked),
                    ReferenceDefaultMessage = parsed.GetValue(message),
                    RemovedTemplateFields = parsed.GetValue(removed),
                    RunsAlways = parsed.GetValue(once),
                },
                Registry = new RegistryClientOptions
                {
                    RequestsPerSecond = parsed.GetValue(rate),
                    RequestBurst = Math.Max(1, (int)(2 * parsed.GetValue(rate))),
                    CallTimeout = callTimeout.Read(parsed),
                    MaxEmptyPages = parsed.GetValue(maxEmptyPages),
                    TokenHosts = parsed.GetValue(tokenHosts)?.Split(
                        ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                }.WithMaxTags(parsed.GetValue(maxTags)),
                Metrics = parsed.GetValue(metrics)?.OrNull,
                Health = parsed.GetValue(health)?.OrNull,
                Webhooks = parsed.GetValue(once) || parsed.GetValue(hooks)?.OrNull is not { } address ? null : new WebhookOptions
                {
                    Address = address,
                    Certificate = tls.Certificate,
                    Issuers = tls.Issuers,
                    NoCrossNamespaceRefs = parsed.GetValue(locked),
                    MaxTokenRetry = TimeSpan.FromSeconds(1),
                },
            };
            using var log = new LineLog(answer.Error, level.Read(parsed), encoding.Read(parsed), time);
            using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
            return await RunAsync(options, answer, time, loggers, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        LocalRunOptions options, Answer answer, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!(await LocalRun.OpenAsync(options, time, loggers, cancellationToken)).TryGet(out var run, out var failure))
        {
            answer.Complain(failure.Message);
            return options.Once && failure.Kind == FailureKind.Terminal ? ExitCodes.Two : ExitCodes.Failed;
        }

        await using (run)
        {
            if (options.Once) return await PassAsync(run, answer, cancellationToken);
            loggers.CreateLogger<LocalRun>().Running(options.Resources, options.State);
            if (options.Webhooks is { Certificate: null, Address: var at } && !(at.Address is { } host && IPAddress.IsLoopback(host)))
                loggers.CreateLogger<LocalRun>().WebhooksInPlain(at);
            if (!(await run.ServeAsync(options.Metrics, options.Health, cancellationToken)).TryGet(out var web, out failure))
            {
                answer.Complain(failure.Message);
                return ExitCodes.Failed;
            }

            await using var serving = web;
            try
            {
                if ((await run.RunAsync(cancellationToken)).Failure is { } taken)
                {
                    answer.Complain(taken.Message);
                    return ExitCodes.Failed;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // asked to stop
            }

            return ExitCodes.Ok;
        }
    }

    private static async Task<int> PassAsync(LocalRun run, Answer answer, CancellationToken cancellationToken)
    {
        await run.PassAsync(cancellationToken);
        var objects = await run.ReadinessAsync(cancellationToken);
        foreach (var problem in run.Problems) answer.Complain(problem.ToString());
        foreach (var (kind, key, ready) in objects.Where(o => o.Ready?.Status != "True"))
            answer.Complain($"{kind} {key} is not Ready: {(ready is null ? "not reconciled" : $"{ready.Reason}: {ready.Message}")}");
        if (objects.Count == 0)
        {
            answer.Complain("nothing to do: the folder holds no readable ImageRepository, ImagePolicy or ImageUpdateAutomation");
            return ExitCodes.Two;
        }

        return run.Problems.Count == 0 && objects.All(o => o.Ready?.Status == "True") ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Option<ListenAddress> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "address",
        DefaultValueFactory = _ => ListenAddress.Parse("0").Value,
        CustomParser = result =>
        {
            if (ListenAddress.Parse(result.Tokens[0].Value).TryGet(out var address, out var failure)) return address;
            result.AddError($"{name}: {failure.Message}");
            return null;
        },
    };
}
