namespace ImageAutomation.Common.Web;

/// <summary>What a listener takes from its peers. The defaults fit probes, scrapes and small calls.</summary>
/// <remarks>A listener has limits of its own: what one is busy with takes nothing from another.</remarks>
public sealed record WebLimits
{
    /// <summary>The defaults.</summary>
    public static readonly WebLimits Default = new();

    /// <summary>
    /// Open connections, 1 or more; 256. One more takes the place of the connection that has waited longest without a request, so peers
    /// that are silent, or that never end their request, keep nobody out. When all are at work, the newcomer is closed.
    /// </summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Length of a request line in bytes; 4,096. Above: 414.</summary>
    public int MaxRequestLineBytes { get; init; } = 4 * 1024;

    /// <summary>Length of all headers together in bytes; 8,192. Above: 431.</summary>
    public int MaxHeaderBytes { get; init; } = 8 * 1024;

    /// <summary>Number of headers; 64. Above: 431.</summary>
    public int MaxHeaders { get; init; } = 64;

    /// <summary>From the first byte of a request to the end of its headers; 5 seconds, looked at once a second. Later: 408.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may wait for a request, the first one included; 10 seconds, looked at once a second.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes a second, on average, that a peer sends of a body and takes of an answer; 240. Slower ones are cut off after
    /// <see cref="RateGrace"/>.
    /// </summary>
    public double MinBytesPerSecond { get; init; } = 240;

    /// <summary>How long a peer may be slower than <see cref="MinBytesPerSecond"/>; more than 1 second; 5.</summary>
    public TimeSpan RateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bytes of a connection that wait to be read, and as many that wait to be sent; 65,536. At least the head of a request.
    /// </summary>
    public int BufferBytes { get; init; } = 64 * 1024;

    /// <summary>How long a stop waits for requests that are under way; 2 seconds. Then their connections are closed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
