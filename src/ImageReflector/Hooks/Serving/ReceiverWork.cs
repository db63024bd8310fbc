using System.Collections.Concurrent;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Work on a Receiver: read its Secret, compute its path, compile its expressions, serve it.</summary>
/// <param name="served">Where it is served.</param>
/// <param name="secrets">Reads tokens.</param>
/// <param name="options">Settings.</param>
/// <param name="onNew">Told of a Receiver that was not served before.</param>
internal sealed class ReceiverWork(ServedReceivers served, HookSecrets secrets, WebhookOptions options, Action<Receiver> onNew)
    : IObjectWork<Receiver>
{
    private const string TerminalPrefix = "Reconciliation failed terminally due to configuration error: ";

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ObjectKey, int> missed = new();

    /// <inheritdoc/>
    public bool HandlesRequestsWhileSuspended => false;

    /// <inheritdoc/>
    public async Task<WorkOutcome<Receiver>> RunAsync(Receiver resource, CancellationToken cancellationToken)
    {
        if (ReceiverTypes.Parse(resource.Spec.Type) is not { } type)
            return Unusable(resource, ReceiverReasons.ValidationFailed, $"spec.type '{Short(resource.Spec.Type)}' is not known");
        if (Contradiction(resource.Spec, type) is { } why) return Unusable(resource, ReceiverReasons.ValidationFailed, why);

        HookSecret? secret = null;
        if (type != ReceiverType.GenericOidc
            && !(await secrets.ReadAsync(resource, type, cancellationToken)).TryGet(out secret, out var failure))
            return Missing(resource, failure);

        missed.TryRemove(resource.Key, out _);
        var issuers = resource.Spec.OidcProviders?.Select(p => new TrustedIssuer(p.IssuerURL, p.Audience)).ToList() ?? [];
        var trust = new HookTrust { Type = type, Secret = secret, Issuers = issuers };
        var paths = trust.Paths(resource.Metadata.Name, resource.Metadata.Namespace);
        var compiled = ReceiverFilters.Compile(resource.Spec, type);
        var isNew = served.Set(new ServedReceiver
        {
            Receiver = resource,
            Type = type,
            Paths = paths,
            Filters = compiled.IsSuccess ? compiled.Value : null,
            Issuers = issuers,
        });
        if (compiled.Failure is { } invalid) return Stalled(resource, invalid.Reason, invalid.Message);
        if (isNew) onNew(resource);

        var message = $"Receiver initialized for path: {paths[0]}";
        var interval = resource.Spec.Interval?.Value ?? TimeSpan.FromMinutes(10);
        var done = $"Reconciliation finished, next run in {GoDuration.Format(interval)}";
        var isTold = resource.Status.Find(ConditionTypes.Ready) is { Status: "True" } ready && ready.Message == message;
        return new WorkOutcome<Receiver>
        {
            Object = resource with { Status = resource.Status with { WebhookPath = paths[0] } },
            SuccessMessage = message,
            // The path is for those who may read the object: it stays out of events and logs.
            DoneMessage = isTold ? null : done,
            NothingNewMessage = done,
            RequeueAfter = Intervals.Next(GoDuration.From(interval)),
        };
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(Receiver resource, CancellationToken cancellationToken)
    {
        Forget(resource.Key);
        return Task.CompletedTask;
    }

    /// <summary>Serves a Receiver no more.</summary>
    public void Forget(ObjectKey key)
    {
        served.Remove(key);
        missed.TryRemove(key, out _);
    }

    private static string? Contradiction(ReceiverSpec spec, ReceiverType type)
    {
        var isOidc = type == ReceiverType.GenericOidc;
        if (spec.Resources.Count == 0) return "spec.resources is empty; name what a request is for";
        if (!isOidc && spec.SecretRef is null) return "spec.secretRef must be set unless spec.type is generic-oidc";
        if (isOidc && spec.SecretRef is not null) return "spec.secretRef must not be set when spec.type is generic-oidc";
        if (!isOidc && spec.OidcProviders is not null) return "spec.oidcProviders can only be set when spec.type is generic-oidc";
        if (!isOidc) return null;
        if (spec.OidcProviders is not { Count: > 0 } providers) return "spec.oidcProviders must be set when spec.type is generic-oidc";
        for (var i = 0; i < providers.Count; i++)
        {
            var field = $"spec.oidcProviders[{i}]";
            if (TrustedIssuer.Problem(providers[i].IssuerURL) is { } problem) return $"{field}.issuerURL {problem}";
            if (providers[i].Validations.Count == 0) return $"{field}.validations is empty; say what a token has to claim";
            if (providers.Take(i).Any(p => p.IssuerURL == providers[i].IssuerURL)) return $"{field}.issuerURL is there twice";
        }

        return null;
    }

    private WorkOutcome<Receiver> Unusable(Receiver resource, string reason, string why)
    {
        served.Remove(resource.Key);
        return Stalled(resource, reason, why);
    }

    private static WorkOutcome<Receiver> Stalled(Receiver resource, string reason, string why) => new()
    {
        Object = resource,
        Failure = Failure.Terminal(reason, TerminalPrefix + why),
    };

    private WorkOutcome<Receiver> Missing(Receiver resource, Failure failure)
    {
        // A source that does not answer says nothing about the token.
        var isMissing = failure.Reason is HookReasons.TokenNotFound or HookReasons.InvalidSecret;
        if (!isMissing) return new WorkOutcome<Receiver> { Object = resource, Failure = failure };
        served.Remove(resource.Key);
        var times = missed.AddOrUpdate(resource.Key, 0, (_, before) => Math.Min(before + 1, 10));
        var retry = FirstRetry * (1 << times);
        return new WorkOutcome<Receiver>
        {
            Object = resource with { Status = resource.Status with { WebhookPath = null } },
            Failure = failure.Kind == FailureKind.Terminal ? failure : Failure.Waiting(failure.Reason, failure.Message),
            RequeueAfter = retry < options.MaxTokenRetry ? retry : options.MaxTokenRetry,
        };
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];
}
