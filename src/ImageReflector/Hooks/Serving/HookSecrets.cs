using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Tokens of Receivers. One is kept for <see cref="Kept"/>: a burst of webhooks is not a burst of reads.</summary>
/// <param name="source">Reads Secrets.</param>
/// <param name="time">Time.</param>
internal sealed class HookSecrets(IResourceSource source, TimeProvider time)
{
    /// <summary>How long a token may be out of date.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private const int MaxKept = 1000;

    private readonly ConcurrentDictionary<(ObjectKey Secret, ReceiverType Type), (long Read, HookSecret Secret)> kept = new();

    /// <summary>The token of a Receiver, at most <see cref="Kept"/> old.</summary>
    public Task<Result<HookSecret>> GetAsync(Receiver receiver, ReceiverType type, CancellationToken cancellationToken)
    {
        var key = KeyOf(receiver);
        return kept.TryGetValue((key, type), out var known) && time.GetElapsedTime(known.Read) < Kept
            ? Task.FromResult<Result<HookSecret>>(known.Secret) : ReadAsync(receiver, type, cancellationToken);
    }

    /// <summary>The token of a Receiver as it is now.</summary>
    /// <returns>
    /// The token; fails with <see cref="HookReasons.TokenNotFound"/>, naming Secret and key, or with the source's reasons.
    /// </returns>
    public async Task<Result<HookSecret>> ReadAsync(Receiver receiver, ReceiverType type, CancellationToken cancellationToken)
    {
        var key = KeyOf(receiver);
        if (key.Name.Length == 0)
            return Failure.Terminal(
                ReceiverReasons.ValidationFailed, $"spec.secretRef.name of Receiver {receiver.Key} is empty; name a Secret");
        if (!(await source.GetAsync<Secret>(key, cancellationToken)).TryGet(out var secret, out var failure)) return failure;
        if (secret is null)
        {
            kept.TryRemove((key, type), out _);
            return Failure.Waiting(
                HookReasons.TokenNotFound, $"Secret '{key}' not found; create it or correct spec.secretRef of Receiver {receiver.Key}");
        }

        if (!HookSecret.Read(secret, type).TryGet(out var token, out failure))
        {
            kept.TryRemove((key, type), out _);
            return failure;
        }

        if (kept.Count >= MaxKept) kept.Clear(); // costs a read each
        kept[(key, type)] = (time.GetTimestamp(), token);
        return token;
    }

    private static ObjectKey KeyOf(Receiver receiver) => new(receiver.Metadata.Namespace, receiver.Spec.SecretRef?.Name ?? "");
}
