using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace ImageAutomation.ImageReflector.Registry.Budgets;

/// <summary>The budget of one host with one credential: rate, parallelism, waits that the registry asked for, retries, circuit.</summary>
internal sealed class Lane : IDisposable
{
    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(15);

    private readonly RegistryClientOptions options;
    private readonly TimeProvider time;
    private readonly TimeProvider wallClock;
    private readonly string host;
    private readonly TokenBucket bucket;
    private readonly SemaphoreSlim slots;
    private readonly ResiliencePipeline<Exchange> pipeline;
    private readonly Lock gate = new();
    private DateTimeOffset parkedUntil = DateTimeOffset.MinValue;
    private double? quotaLeft;
    private volatile string lastTrouble = "no answer";

    public Lane(string host, RegistryClientOptions options, TimeProvider time, TimeProvider wallClock)
    {
        this.wallClock = wallClock;
        this.host = host;
        this.options = options;
        this.time = time;
        bucket = new TokenBucket(options.RequestsPerSecond, options.RequestBurst, time);
        slots = new SemaphoreSlim(options.MaxParallelRequests);
        pipeline = BuildPipeline();
    }

    /// <summary>When it was last used, on the provider's clock.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>How long until calls go out again; zero when they do.</summary>
    public TimeSpan Parked => Pause();

    public bool IsIdle => slots.CurrentCount == options.MaxParallelRequests && time.GetUtcNow() >= parkedUntil;

    /// <summary>Pulls left of the registry's quota as a share of it; null when it names none.</summary>
    /// <remarks>
    /// Source: Docker Hub's <c>ratelimit-limit</c> and <c>ratelimit-remaining</c>; a GET of a manifest counts, a HEAD does not.
    /// </remarks>
    public double? QuotaLeft
    {
        get
        {
            lock (gate) return quotaLeft;
        }
    }

    /// <summary>Tries a call as often as the rules allow.</summary>
    /// <param name="purpose">For messages.</param>
    /// <param name="attempt">One try, body included; bounds its own time and returns failures as values.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<Exchange> ExecuteAsync(
        string purpose, Func<CancellationToken, Task<Exchange>> attempt, CancellationToken cancellationToken)
    {
        long? started = null; // from the first try that goes out: waiting for a slot uses up nobody's retries
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    if (Park(purpose) is { } refusal) return refusal;
                    await slots.WaitAsync(token);
                    try
                    {
                        await WaitForTurnAsync(token);
                        // Somebody else may have been told to wait while this call stood in line.
                        if (Park(purpose) is { } late) return late;
                        started ??= time.GetTimestamp();
                        var exchange = await attempt(token);
                        Learn(exchange);
                        if (exchange.IsHostFailure) lastTrouble = Trouble(purpose, exchange);
                        var isLate = time.GetElapsedTime(started.Value) >= options.CallTimeout;
                        var tooLong = exchange.RetryAfter > options.MaxRetryAfterInPlace;
                        return exchange.IsRetryable && (isLate || tooLong) ? exchange with { IsRetryable = false } : exchange;
                    }
                    finally
                    {
                        slots.Release();
                    }
                },
                cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            var wait = exception.RetryAfter is { } after ? $"; next try in {GoDuration.FormatWait(after)}" : "";
            return Failed(
                RegistryReasons.RegistryUnavailable,
                $"{purpose}: '{host}' failed {options.CircuitFailures} calls in a row; the last: {lastTrouble}{wait}", exception);
        }
    }

    public void Dispose() => slots.Dispose();

    // Calls of other repositories meet the same trouble; their own words begin with what they wanted.
    private static string Trouble(string purpose, Exchange exchange) =>
        exchange.Failure is not { } failure ? $"HTTP {exchange.Status}"
        : failure.Message.StartsWith(purpose + ": ", StringComparison.Ordinal) ? failure.Message[(purpose.Length + 2)..] : failure.Message;

    private static Exchange Failed(string reason, string message, Exception? cause) =>
        new() { Failure = Failure.Transient(reason, message, cause) };

    private Exchange? Park(string purpose) => Pause() is var pause && pause <= options.MaxRetryAfterInPlace ? null : Failed(
        RegistryReasons.RateLimited, $"{purpose}: '{host}' asked to wait until {wallClock.GetUtcNow() + pause:yyyy-MM-ddTHH:mm:ssZ}", null);

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        if (Pause() is var pause && pause > TimeSpan.Zero && pause <= options.MaxRetryAfterInPlace)
            await Task.Delay(pause, time, cancellationToken);
        if (bucket.Take() is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Pause()
    {
        lock (gate)
        {
            var left = parkedUntil - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private void Learn(Exchange exchange)
    {
        if (exchange.WasRedirectedAway) return; // a storage host's limits are not the registry's
        if (exchange.RetryAfter is { } wait && exchange.Status is 429 or 503)
        {
            var until = time.GetUtcNow() + (wait < options.MaxPark ? wait : options.MaxPark);
            lock (gate)
            {
                if (until > parkedUntil) parkedUntil = until;
            }
        }

        if (Quota(exchange, "ratelimit-limit") is { } limit and > 0 && Quota(exchange, "ratelimit-remaining") is { } remaining)
        {
            lock (gate) quotaLeft = remaining / limit;
        }
    }

    private static double? Quota(Exchange exchange, string header)
    {
        // "100;w=21600"
        var text = exchange.HeaderValues(header).FirstOrDefault()?.Split(';')[0].Trim();
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private ResiliencePipeline<Exchange> BuildPipeline()
    {
        // The circuit is outside: what counts is a call that failed in spite of its retries.
        var builder = new ResiliencePipelineBuilder<Exchange>
        {
            TimeProvider = time,
        }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Exchange>
        {
            // All of at least this many within the window: as good as "in a row".
            FailureRatio = 1,
            MinimumThroughput = Math.Max(2, options.CircuitFailures),
            SamplingDuration = TimeSpan.FromMinutes(2),
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsHostFailure: true }),
            BreakDurationGenerator = args => ValueTask.FromResult(BreakFor(args.HalfOpenAttempts)),
        });
        if (options.Attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<Exchange>
            {
                MaxRetryAttempts = options.Attempts - 1,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsRetryable: true }),
                // a date that has passed asks for nothing
                DelayGenerator = args =>
                    ValueTask.FromResult<TimeSpan?>(args.Outcome.Result?.RetryAfter is { Ticks: > 0 } asked ? asked
                        : Backoff(args.AttemptNumber)),
            });
        }

        return builder.Build();
    }

    private TimeSpan Backoff(int attempt)
    {
        var jitter = 0.8 + (Random.Shared.NextDouble() * 0.4);
        return options.RetryDelay * Math.Pow(3, attempt) * jitter;
    }

    private TimeSpan BreakFor(int failedProbes)
    {
        var span = options.CircuitBreak * Math.Pow(2, Math.Min(failedProbes, 10));
        return span < LongestBreak ? span : LongestBreak;
    }
}
