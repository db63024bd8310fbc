using System.CommandLine;
using System.Net.Security;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Web;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of <c>imgauto run</c> that say where it listens.</summary>
internal sealed class ListenerOptionGroup
{
    private readonly Option<ListenAddress> metrics =
        Address("--metrics-addr", "Address of /metrics while it watches, such as 127.0.0.1:8080; 0 is off.");
    private readonly Option<ListenAddress> health =
        Address("--health-addr", "Address of /healthz and /readyz while it watches; 0 is off.");
    private readonly Option<ListenAddress> webhooks =
        Address("--receiver-addr", "Address for webhooks while it watches, such as 127.0.0.1:9292; 0 is off.");
    private readonly Option<string?> certificate = new("--receiver-tls-cert")
    {
        HelpName = "file",
        Description = "Certificate chain in PEM, for webhooks over HTTPS.",
    };
    private readonly Option<string?> key = new("--receiver-tls-key") { HelpName = "file", Description = "Its key in PEM." };

    /// <param name="command">Takes the options.</param>
    public void AddTo(Command command)
    {
        command.Validators.Add(r =>
        {
            if (r.GetValue(certificate) is null != r.GetValue(key) is null)
                r.AddError("--receiver-tls-cert and --receiver-tls-key go together; give both");
        });
        foreach (var option in (Option[])[metrics, health, webhooks, certificate, key]) command.Options.Add(option);
    }

    /// <summary>Address of the metrics; null: none.</summary>
    public ListenAddress? Metrics(ParseResult parsed) => parsed.GetValue(metrics)?.OrNull;

    /// <summary>Address of the probes; null: none.</summary>
    public ListenAddress? Health(ParseResult parsed) => parsed.GetValue(health)?.OrNull;

    /// <summary>How webhooks are received.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="noCrossNamespaceRefs">Whether a Receiver is for objects of its own namespace only.</param>
    /// <returns>The settings; null: they are not received. Fails when the certificate cannot be used.</returns>
    public Result<WebhookOptions?> Webhooks(ParseResult parsed, bool noCrossNamespaceRefs)
    {
        if (parsed.GetValue(webhooks)?.OrNull is not { } address) return (WebhookOptions?)null;
        SslStreamCertificateContext? tls = null;
        if (parsed.GetValue(certificate) is { } chain && parsed.GetValue(key) is { } secret
            && !ServerCertificate.Read(chain, secret).TryGet(out tls, out var failure))
            return failure;
        return new WebhookOptions
        {
            Address = address,
            Certificate = tls,
            NoCrossNamespaceRefs = noCrossNamespaceRefs,
            MaxTokenRetry = TimeSpan.FromSeconds(1), // a folder is cheap to look at
        };
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
