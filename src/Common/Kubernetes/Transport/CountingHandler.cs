namespace ImageAutomation.Common.Kubernetes.Transport;

/// <summary>Tells about every request that ended: status code (null: no answer), host and port, method.</summary>
internal sealed class CountingHandler(Uri server, Action<int?, string, string> ended) : DelegatingHandler
{
    private readonly string host = $"{server.Host}:{server.Port}";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int? code = null;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            code = (int)response.StatusCode;
            return response;
        }
        finally
        {
            ended(code, host, request.Method.Method);
        }
    }
}
