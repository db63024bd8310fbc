using System.Net.Http.Headers;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>The outcome of an <see cref="HttpCall"/>, body already read.</summary>
internal sealed record Exchange
{
    /// <summary>Why there is no usable answer; null when <see cref="Status"/> is one.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Whether the host, not the request, is to blame: counts for the circuit.</summary>
    public bool IsHostFailure { get; init; }

    /// <summary>Whether another try may help.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>Whether not even a connection came about; a plain-HTTP host looks like this to HTTPS.</summary>
    public bool NeverConnected { get; init; }

    /// <summary>HTTP status; 0 together with a failure.</summary>
    public int Status { get; init; }

    /// <summary>Headers of the last answer.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>Media type without parameters, lower case.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The registry's own words on an error.</summary>
    public RegistryErrorBody Error { get; init; } = RegistryErrorBody.Empty;

    /// <summary>Raw <c>Warning</c> headers, without the tokens that were sent.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How long the registry asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the answer came from another origin than was asked.</summary>
    public bool WasRedirectedAway { get; init; }

    /// <summary>The URL that answered, after redirects; null without an answer.</summary>
    public Uri? AnsweredBy { get; init; }

    /// <summary>What became of the login.</summary>
    public LoginReport Login { get; init; } = LoginReport.None;

    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    public IEnumerable<string> HeaderValues(string name) =>
        Headers is not null && Headers.NonValidated.TryGetValues(name, out var values) ? values : [];
}
