using System.Net;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Bounds of the registry client. The defaults are meant for production.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>The defaults.</summary>
    public static RegistryClientOptions Default { get; } = new();

    private const int BytesPerTag = 132; // the longest there are, quoted

    /// <summary>Sent as <c>User-Agent</c> and, before the slash, as the token service's <c>client_id</c>.</summary>
    public string UserAgent { get; init; } = "image-reflector/0.1";

    /// <summary>Tags asked for per page; 1 to 1000. Registries that refuse it are asked for 100, then without a number.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Most pages of one listing, besides one for every 50 of <see cref="MaxTags"/>.</summary>
    public int MaxPages { get; init; } = 1000;

    /// <summary>Most distinct tags of one listing.</summary>
    public int MaxTags { get; init; } = 200_000;

    /// <summary>Most pages without a tag in a row that a registry may send: cursors move over deleted rows.</summary>
    public int MaxEmptyPages { get; init; } = 50;

    /// <summary>Most bytes of one page, after decompression.</summary>
    public long MaxPageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>These options with another bound of <see cref="MaxTags"/>, and room for so many tags in one page.</summary>
    /// <param name="tags">Most distinct tags of one listing.</param>
    public RegistryClientOptions WithMaxTags(int tags) => this with
    {
        MaxTags = tags,
        MaxPageBytes = Math.Max(Default.MaxPageBytes, (long)tags * BytesPerTag),
    };

    /// <summary>Most bytes of one manifest.</summary>
    public long MaxManifestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bound of one whole listing.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bound of one HTTP exchange with its redirects and body; no retry starts after it.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence while a body is read.</summary>
    public TimeSpan IdleReadTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bound of name resolution and connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries of one exchange; 1 means no retry.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the first retry; it triples each time, plus or minus 20 %.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest <c>Retry-After</c> that is waited for in place; a longer one parks the host and credential.</summary>
    public TimeSpan MaxRetryAfterInPlace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time a host and credential stay parked, whatever the registry says.</summary>
    public TimeSpan MaxPark { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Requests per second to one host with one credential, shared by all users of the client. The default lets 5,000 repositories of
    /// one registry be scanned in under two minutes; a registry that wants less says so with 429 and is obeyed.
    /// </summary>
    public double RequestsPerSecond { get; init; } = 50;

    /// <summary>Requests that may go out at once after a quiet time.</summary>
    public int RequestBurst { get; init; } = 100;

    /// <summary>Parallel requests to one host with one credential.</summary>
    public int MaxParallelRequests { get; init; } = 8;

    /// <summary>Calls in a row that a host failed in spite of retries (5xx, no connection) and that open its circuit; at least 2.</summary>
    public int CircuitFailures { get; init; } = 5;

    /// <summary>First time a circuit stays open; it doubles with every failed probe up to 15 minutes.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Hosts that may receive any registry's credentials as token services, in addition to the built-in rules.</summary>
    public IReadOnlyList<string> TokenHosts { get; init; } = [];

    /// <summary>Resolves names; tests lead names where no name server would.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;
}
