using System.Net.Sockets;
using System.Security.Authentication;
using ImageAutomation.Common.Network;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Says in words what kept an exchange from happening. Exception texts stay in the cause: they can quote URLs.</summary>
internal static class TransportFailures
{
    public static Exchange From(Exception exception, string purpose, Uri uri, string? certificateFault)
    {
        var host = uri.Authority;
        if (Find<AddressRefusedException>(exception) is { } refused)
            return Unreachable(exception, $"{purpose}: {refused.Message}", neverConnected: false) with
            {
                IsRetryable = false,
                IsHostFailure = false,
            };

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError =>
                Unreachable(
                    exception, $"{purpose}: the host name '{uri.Host}' does not resolve; check the image and the cluster's DNS", true),
            HttpRequestError.SecureConnectionError => TlsFailed(exception, purpose, host, certificateFault),
            HttpRequestError.ProxyTunnelError =>
                Unreachable(
                    exception, $"{purpose}: the proxy refused the connection to '{host}'; check the proxy's address and login", true),
            HttpRequestError.ConnectionError =>
                Unreachable(
                    exception, $"{purpose}: no connection to '{host}' ({Describe(exception)}); check host, port, network policy and proxy",
                    true),
            _ => new Exchange
            {
                Failure = Failure.Transient(
                    RegistryReasons.RegistryUnavailable, $"{purpose}: '{host}' broke off its answer ({Describe(exception)})", exception),
                IsHostFailure = true,
                IsRetryable = true,
                NeverConnected = (exception as HttpRequestException)?.HttpRequestError is HttpRequestError.InvalidResponse
                    or HttpRequestError.ResponseEnded,
            },
        };
    }

    private static Exchange TlsFailed(Exception exception, string purpose, string host, string? certificateFault)
    {
        var why = certificateFault is not null
            ? $"{certificateFault}; check the host name, or name the authority in certSecretRef (ca.crt)"
            : Find<AuthenticationException>(exception) is not null
                ? "the handshake was refused; does the host speak TLS, and does it want a client certificate?"
                : "the connection broke during the handshake; does the host speak TLS?";
        return new Exchange
        {
            Failure = Failure.Transient(RegistryReasons.TlsError, $"{purpose}: TLS with '{host}' failed: {why}", exception),
            NeverConnected = certificateFault is null,
        };
    }

    private static Exchange Unreachable(Exception exception, string message, bool neverConnected) => new()
    {
        Failure = Failure.Transient(RegistryReasons.RegistryUnreachable, message, exception),
        IsHostFailure = true,
        IsRetryable = true,
        NeverConnected = neverConnected,
    };

    private static string Describe(Exception exception)
    {
        if (Find<SocketException>(exception) is { } socket) return socket.SocketErrorCode.ToString();
        return (exception as HttpRequestException)?.HttpRequestError.ToString()
            ?? (exception is InvalidDataException ? "unreadable encoding" : "connection lost");
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is T found) return found;
        return null;
    }
}
