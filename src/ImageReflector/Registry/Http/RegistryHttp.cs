using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageReflector.Registry.Addresses;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Makes exchanges: redirects by hand, bounded bodies, failures as values.</summary>
internal sealed class RegistryHttp(TransportPool transports, RegistryClientOptions options, TimeProvider time)
{
    private const int MaxRedirects = 5;

    /// <summary>HTTP_1_1_REQUIRED, RFC 9113.</summary>
    private const long Http11Required = 0xd;

    public AddressBook Addresses => transports.Addresses;

    /// <summary>Makes a call within a lane's budget, retries included.</summary>
    public Task<Exchange> SendAsync(
        Lane lane, HttpCall call, TlsSettings? tls, ProxySettings? proxy, CancellationToken cancellationToken) =>
        lane.ExecuteAsync(call.Purpose, token => SendOnceAsync(call, tls, proxy, token), cancellationToken);

    /// <summary>
    /// One try without budget and retries; a span of its own, which tells neither path nor query: they can carry signatures.
    /// </summary>
    public async Task<Exchange> SendOnceAsync(HttpCall call, TlsSettings? tls, ProxySettings? proxy, CancellationToken cancellationToken)
    {
        using var span = Spans.StartWithin("registry call", ActivityKind.Client);
        span?.SetTag("server.address", call.Uri.IdnHost).SetTag("server.port", call.Uri.Port)
            .SetTag("http.request.method", call.Method.Method);
        var exchange = await FollowAsync(call, tls, proxy, cancellationToken);
        if (exchange.Status > 0) span?.SetTag("http.response.status_code", exchange.Status);
        if (exchange.WasRedirectedAway) span?.SetTag("imageautomation.redirected", true);
        span.End(exchange.Failure);
        return exchange;
    }

    public static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private async Task<Exchange> FollowAsync(HttpCall call, TlsSettings? tls, ProxySettings? proxy, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.CallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var transport = transports.Rent(tls, proxy, call.Trust);
        var at = call.Uri;
        try
        {
            for (var hop = 0; ; hop++)
            {
                using var request = CreateRequest(call, at, transport.WantsHttp11(at));
                if (HasRefusedLiteral(at, at == call.Uri ? call.Trust : Addresses.TrustInAnswersOf(call.Uri.IdnHost)) is { } refused)
                    return TransportFailures.From(refused, call.Purpose, at, null);
                HttpResponseMessage sent;
                try
                {
                    sent = await transport.SendAsync(request, linked.Token);
                }
                catch (HttpRequestException exception) when (WantsHttp11(exception) && transport.LearnHttp11(at))
                {
                    hop--; // the same once more, in the language that the host asked for
                    continue;
                }

                using var response = sent;
                if (!IsRedirect(response, call))
                    return await ReadAsync(response, call, at, linked.Token);

                if (hop == MaxRedirects) return Unusable(call, $"more than {MaxRedirects} redirects");
                if (!TryResolveTarget(response, at, out var next, out var fault)) return Unusable(call, fault);
                if (!SameOrigin(next, at))
                {
                    transport.Return();
                    // Back at the configured origin the user's own word counts again.
                    var trust = SameOrigin(next, call.Uri) ? call.Trust : Addresses.TrustInAnswersOf(call.Uri.IdnHost);
                    transport = transports.Rent(tls, proxy, trust);
                }

                at = next;
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var what = limit.IsCancellationRequested
                ? $"did not answer completely within {GoDuration.Format(options.CallTimeout)} (--registry-call-timeout)"
                : "did not accept a connection in time"; // the handler's connect timeout
            return new Exchange
            {
                Failure = Failure.Transient(RegistryReasons.RegistryUnavailable, $"{call.Purpose}: '{at.Authority}' {what}", exception),
                IsHostFailure = true,
                IsRetryable = MayRepeat(call),
                NeverConnected = !limit.IsCancellationRequested,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            var failed = TransportFailures.From(exception, call.Purpose, at, transport.CertificateFault(at.IdnHost));
            return MayRepeat(call) ? failed : failed with { IsRetryable = false };
        }
        finally
        {
            transport.Return();
        }
    }

    private static bool WantsHttp11(HttpRequestException exception) =>
        exception.InnerException is HttpProtocolException { ErrorCode: Http11Required }
        || exception is { HttpRequestError: HttpRequestError.VersionNegotiationError };

    private HttpRequestMessage CreateRequest(HttpCall call, Uri at, bool oldHttp)
    {
        var secure = at.Scheme == Uri.UriSchemeHttps && !oldHttp;
        var request = new HttpRequestMessage(call.Method, at)
        {
            Version = secure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", call.AcceptsCompression ? "gzip" : "identity");
        if (SameOrigin(at, call.Uri))
            foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        // Credentials stay at the origin they were made for.
        if (call.Authorization is not null && SameOrigin(at, call.Uri)) request.Headers.Authorization = call.Authorization;
        else if (call.GuestPass is { } pass && SameOrigin(at, pass.Origin)) request.Headers.Authorization = pass.Token;
        if (call.Form is not null) request.Content = new FormUrlEncodedContent(call.Form);
        return request;
    }

    /// <summary>Behind a proxy nothing is resolved here, so what can be judged is judged by the spelling.</summary>
    private static AddressRefusedException? HasRefusedLiteral(Uri uri, AddressTrust trust)
    {
        var allowed = IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal)
            ? AddressFilter.IsAllowed(literal, trust)
            : !HostNames.IsLoopback(uri.IdnHost) || AddressFilter.IsAllowed(IPAddress.Loopback, trust);
        return allowed ? null : new AddressRefusedException(uri.Host, trust);
    }

    private static bool IsRedirect(HttpResponseMessage response, HttpCall call) =>
        call.Form is null && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static bool TryResolveTarget(HttpResponseMessage response, Uri at, out Uri next, out string fault)
    {
        next = at;
        fault = "a redirect without a usable Location";
        if (response.Headers.Location is not { } location) return false;
        next = location.IsAbsoluteUri ? location : new Uri(at, location);
        if (next.Scheme is not ("http" or "https") || next.UserInfo.Length > 0) return false;
        if (at.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
        {
            fault =
                $"a redirect from https to http at '{next.Authority}', which is never followed; set that server's external URL to https";
            return false;
        }

        return true;
    }

    private async Task<Exchange> ReadAsync(HttpResponseMessage response, HttpCall call, Uri at, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var away = !SameOrigin(at, call.Uri);
        var exchange = new Exchange
        {
            Status = status,
            Headers = response.Headers,
            ContentType = MediaType(response),
            Warnings = !away && response.Headers.NonValidated.TryGetValues("Warning", out var warnings)
                ? [.. warnings.Select(text => WithoutTokens(text, call))] : [],
            WasRedirectedAway = away,
            AnsweredBy = at,
            RetryAfter = status is 429 or 503 ? RetryAfter.Read(response.Headers, time.GetUtcNow()) : null,
            IsHostFailure = status is 408 or 500 or 502 or 503 or 504 or 499 or 522,
            IsRetryable = MayRepeat(call) && status is 408 or 429 or 500 or 502 or 503 or 504 or 499 or 522,
        };
        if (call.Method == HttpMethod.Head) return exchange;

        var success = response.IsSuccessStatusCode;
        var limit = success ? call.MaxBodyBytes : RegistryErrorBody.MaxBytes;
        if (success) call.OnHeaders?.Invoke(response.Headers);
        if (success && call.Body is null) return exchange;
        if (success && response.Content.Headers.ContentLength > limit) return TooLarge(call, limit);
        await using var raw = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var bounded = new BoundedStream(Decoded(raw, response), limit, options.IdleReadTimeout, time);
        try
        {
            // What a host that the user did not name answers is not repeated to people.
            if (!success && away) return exchange;
            if (!success)
            {
                var said = await bounded.ReadAllAsync(cancellationToken);
                return Explained(exchange, exchange.ContentType == "text/plain" ? RegistryErrorBody.ReadText(said)
                    : RegistryErrorBody.Read(said), call);
            }

            return exchange with { Failure = await call.Body!.ReadAsync(bounded, cancellationToken) }; // checked above
        }
        catch (BodyTooLargeException)
        {
            return success ? TooLarge(call, limit) : exchange; // an oversized error says no more than its status
        }
    }

    private static Exchange Explained(Exchange exchange, RegistryErrorBody error, HttpCall call)
    {
        error = error with { Text = WithoutTokens(error.Text, call) };
        // ECR says with 400 what others say with 429.
        var isThrottled = exchange.Status == 400
            && (error.Has("TOOMANYREQUESTS") || error.Text.Contains("Throttling", StringComparison.Ordinal));
        return isThrottled ? exchange with
        {
            Error = error,
            Status = 429,
            IsRetryable = MayRepeat(call),
        } : exchange with { Error = error };
    }

    /// <summary>Some repeat what they were sent. Passwords are taken out where they are known; tokens are known only here.</summary>
    private static string WithoutTokens(string text, HttpCall call)
    {
        foreach (var sent in (ReadOnlySpan<string?>)[call.Authorization?.Parameter,
            call.Form?.FirstOrDefault(field => field.Key == "refresh_token").Value])
            if (sent is { Length: > 0 }) text = text.Replace(sent, "***", StringComparison.Ordinal);
        return text;
    }

    private static Stream Decoded(Stream raw, HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant() switch
        {
            null or "identity" => raw,
            "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
            var other => throw new InvalidDataException($"unasked content encoding '{RegistryErrorBody.Clean(other, 32)}'"),
        };

    private static string MediaType(HttpResponseMessage response)
    {
        var text = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.FirstOrDefault() ?? "" : "";
        return text.Split(';')[0].Trim().ToLowerInvariant();
    }

    private static Exchange TooLarge(HttpCall call, long limit) => new()
    {
        Failure = Failure.Transient(
            RegistryReasons.TagListTooLarge,
            $"{call.Purpose}: the answer of '{call.Uri.Authority}' is larger than {limit} "
                + $"bytes{(call.RaisedBy is { } flag ? $"; raise {flag} if that is right" : "")}"),
    };

    private static Exchange Unusable(HttpCall call, string what) => new()
    {
        Failure = Failure.Transient(RegistryReasons.InvalidResponse, $"{call.Purpose}: '{call.Uri.Authority}' answered with {what}"),
    };

    private static bool MayRepeat(HttpCall call) => call is { Form: null, IsRepeated: true };
}
