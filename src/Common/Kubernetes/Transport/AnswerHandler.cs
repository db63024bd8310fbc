using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using ImageAutomation.Common.Kubernetes.Json;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes.Transport;

/// <summary>
/// Waits as the server asks to, and reads answers to their end, up to a bound. The package reads in a blocking way, without bound and
/// without regard to cancellation; with this before it, it only ever reads from memory.
/// </summary>
/// <exception cref="KubeCallException">The server refused the call, or its answer is too large.</exception>
internal sealed class AnswerHandler(KubeClientOptions options, TimeProvider time) : DelegatingHandler
{
    /// <summary>Marks a request whose answer is read as it comes: a watch. It is sent once.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsStream = new("ImageAutomation.IsStream");

    private const int PieceBytes = 64 << 10;

    private static readonly PipeOptions InPieces =
        new(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: PieceBytes, useSynchronizationContext: false);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isStream = request.Options.TryGetValue(IsStream, out var stream) && stream;
        for (var attempt = 1; ; attempt++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (isStream && response.StatusCode == HttpStatusCode.OK) return response;
            try
            {
                var body = await ReadAsync(response, cancellationToken);
                if (response.IsSuccessStatusCode && !isStream)
                {
                    response.Content = new StreamContent(body);
                    return response;
                }

                if (isStream || attempt >= options.Attempts || Wait(response, attempt) is not { } wait)
                {
                    var (code, status) = (response.StatusCode, Status(body));
                    throw new KubeCallException(call => KubeErrors.From(code, status, call));
                }

                response.Dispose();
                await Task.Delay(wait, time, cancellationToken);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    // The server did not work on a request that it answers so; everything may be sent again.
    private TimeSpan? Wait(HttpResponseMessage response, int attempt)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (response.StatusCode == HttpStatusCode.TooManyRequests) asked ??= TimeSpan.FromSeconds(1 << (attempt - 1));
        else if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return null;
        return asked is { } wait && wait <= LongestWait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }

    // In pieces that are taken from a pool and go back while they are parsed; one large array would be copied again and again.
    private async Task<Stream> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new Pipe(InPieces);
        var length = 0L;
        for (int read; (read = await stream.ReadAsync(body.Writer.GetMemory(PieceBytes / 4), cancellationToken)) > 0;)
        {
            length += read;
            if (length > options.MaxBytes)
                throw new KubeCallException(call => KubeErrors.Unreadable(call, $"more than {options.MaxBytes} bytes"));
            body.Writer.Advance(read);
        }

        await body.Writer.CompleteAsync();
        return body.Reader.AsStream();
    }

    private static V1Status? Status(Stream body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubeJson.Default.V1Status) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or plain text: the code says enough
        }
    }
}
