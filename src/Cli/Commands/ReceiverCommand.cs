using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto receiver</c>: what a registry or a forge has to be told about a Receiver.</summary>
internal static class ReceiverCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("receiver", "Addresses for webhooks.");
        command.Subcommands.Add(UrlCommand(answer, time));
        return command;
    }

    private static Command UrlCommand(Answer answer, TimeProvider time)
    {
        var arguments = new ObjectArguments(time);
        var host = new Option<string?>("--base")
        {
            HelpName = "url",
            Description =
                "Where senders reach it, such as https://hooks.example.org; by default where imgauto run listens, on a cluster none.",
        };
        host.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { } text
                && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0))
                r.AddError("--base takes a URL with http:// or https://, without a query");
        });
        var command = new Command("url", "Print the address to paste into the registry or the forge.") { host };
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<Receiver>(
            parsed, answer, (place, receiver) => Task.FromResult(Print(place, receiver, parsed.GetValue(host), answer)),
            cancellationToken));
        return command;
    }

    private static Result<int> Print(IPlace place, Receiver receiver, string? host, Answer answer)
    {
        if (receiver.Status.WebhookPath is not { Length: > 0 } path)
        {
            var why = receiver.Status.Find(ConditionTypes.Ready)?.Message
                ?? "nobody has served it yet; start imgauto run with --receiver-addr, or image-reflector with it";
            return Failure.Transient("NotServed", $"Receiver {receiver.Key} has no address: {why}");
        }

        var known = host ?? place.WebhookBase;
        if (known is null) answer.Error.WriteLine("this is the path alone; put before it where senders reach the Service, or give --base");
        answer.Out.WriteLine(known?.TrimEnd('/') + path);
        return ExitCodes.Ok;
    }
}
