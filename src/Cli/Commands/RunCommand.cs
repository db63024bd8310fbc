using System.CommandLine;
using System.Net;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Runtime;
using ImageAutomation.Common.Files;
using ImageAutomation.Common.Observability;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto run</c>: both controllers over a folder.</summary>
internal static class RunCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var arguments = new RunArguments();
        var command = new Command("run", "Watch registries and keep the manifests in Git up to date.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CoreFiles.Forbid();
            if (!arguments.Read(parsed).TryGet(out var options, out var unusable))
            {
                answer.Complain(unusable.Message);
                return ExitCodes.Two;
            }

            var (level, isJson) = arguments.Log(parsed);
            using var log = new LineLog(answer.Error, level, isJson, time);
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
            if (options.Webhooks is { Certificate: var tls }) WebhookAddress.Write(options.State, web.Addresses[^1], tls is not null);
            else WebhookAddress.Forget(options.State);
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
            finally
            {
                WebhookAddress.Forget(options.State); // nobody listens there any more
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
}
