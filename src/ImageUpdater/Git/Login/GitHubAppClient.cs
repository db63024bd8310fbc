using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>Gets an installation token of a GitHub App.</summary>
internal sealed class GitHubAppClient : IDisposable
{
    private const int MaxAnswerBytes = 256 << 10;
    private readonly GitCredentials.GitHubApp app;
    private readonly GitRemote remote;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public GitHubAppClient(GitRemote remote, GitCredentials.GitHubApp app, AddressGate addresses, TimeProvider time)
    {
        this.app = app;
        this.remote = remote;
        this.time = time;
        http = new HttpClient(GitHttpHandler.Create(remote, addresses), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan, // the deadline of the whole login counts
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Finds the installation if only its owner is known, then asks for a token.</summary>
    public async Task<Result<InstallationToken>> TokenAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(remote.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var jwt = Jwt();
            var installation = app.InstallationId;
            if (installation is null)
            {
                if (!(await InstallationAsync(jwt, linked.Token)).TryGet(out var found, out var failure)) return failure;
                installation = found;
            }

            var path = string.Create(CultureInfo.InvariantCulture, $"/app/installations/{installation}/access_tokens");
            var (status, body) = await SendAsync(HttpMethod.Post, path, jwt, linked.Token);
            if (status is not (HttpStatusCode.Created or HttpStatusCode.OK)) return Refused(status, body);
            using var json = Parse(body);
            return Text(json, "token") is { Length: > 0 } text && Field(json, "expires_at") is { ValueKind: JsonValueKind.String } ends
                && ends.TryGetDateTimeOffset(out var end)
                ? new InstallationToken(text, end)
                : Fail(GitFailureKind.Other, "the answer holds no token");
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Fail(GitFailureKind.Timeout, $"it took longer than {GoDuration.Format(remote.Timeout)}", exception);
        }
        catch (HttpRequestException exception)
        {
            if (exception.InnerException is AddressRefusedException)
                return Fail(
                    GitFailureKind.InvalidInput,
                    "its address is refused: link-local, metadata and reserved addresses, and private ones under --allow-private-git=false",
                    exception);
            return exception.InnerException is AuthenticationException
                ? Fail(GitFailureKind.Tls, "its certificate is not trusted: add the issuer as 'ca.crt' to the Secret", exception)
                : Fail(GitFailureKind.Unreachable, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<Result<long>> InstallationAsync(string jwt, CancellationToken cancellationToken)
    {
        var owner = Uri.EscapeDataString(app.Owner ?? "");
        var (status, body) = await SendAsync(HttpMethod.Get, $"/orgs/{owner}/installation", jwt, cancellationToken);
        if (status == HttpStatusCode.NotFound)
            (status, body) = await SendAsync(HttpMethod.Get, $"/users/{owner}/installation", jwt, cancellationToken);
        if (status == HttpStatusCode.NotFound)
            return Fail(GitFailureKind.Authentication, $"the App is not installed for '{Sanitizer.Clean(app.Owner ?? "")}'");
        if (status != HttpStatusCode.OK) return Refused(status, body);
        using var json = Parse(body);
        return Field(json, "id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out var number)
            ? number
            : Fail(GitFailureKind.Other, "the answer names no installation");
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpMethod method, string path, string jwt, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, app.BaseUrl + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", jwt);
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.UserAgent.ParseAdd("image-automation");
        using var response = await http.SendAsync(request, cancellationToken);
        // Whoever is not GitHub is not quoted: a tenant could have anything in the network read out to it.
        if (!response.IsSuccessStatusCode && !response.Headers.Contains("X-GitHub-Request-Id")) return (response.StatusCode, []);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private string Jwt()
    {
        // Whole seconds, and half a minute back: clocks differ.
        var issued = time.GetUtcNow().ToUnixTimeSeconds() - 30;
        var claims = string.Create(CultureInfo.InvariantCulture, $"{{\"iat\":{issued},\"exp\":{issued + 120},\"iss\":\"{app.AppId}\"}}");
        var text = Base64Url.EncodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"u8) + "."
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        using var rsa = RSA.Create();
        rsa.ImportFromPem(app.PrivateKey);
        return text + "."
            + Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null; // told as a missing field by the caller
        }
    }

    private static string? Text(JsonDocument? json, string name)
    {
        try
        {
            return Field(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // as below
        }
    }

    private static JsonElement? Field(JsonDocument? json, string name)
    {
        try
        {
            return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name with half of a surrogate pair: told as a missing field
        }
    }

    private Failure Refused(HttpStatusCode status, byte[] body)
    {
        using var json = Parse(body);
        var said = Text(json, "message") is { } message ? $" ({Sanitizer.Clean(message)})" : "";
        var kind = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            ? GitFailureKind.Authentication
            : GitFailureKind.Unreachable;
        return Fail(kind, $"it answered {((int)status).ToString(CultureInfo.InvariantCulture)}{said}");
    }

    private Failure Fail(GitFailureKind kind, string why, Exception? exception = null) =>
        GitFailures.Transient(kind, $"login of the GitHub App {app.AppId} at '{app.BaseUrl}' failed: {why}", inner: exception);
}
