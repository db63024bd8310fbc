using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>
/// Where a remote is. Names are resolved and judged here and handed over as addresses, so that a second answer of a name server changes
/// nothing.
/// </summary>
/// <param name="Pins">What curl is told instead of asking a name server: <c>host:port:address,...</c>; for HTTP.</param>
/// <param name="Address">The address to connect to; null: as the URL says. For SSH.</param>
/// <param name="IsPublic">
/// Whether the remote is on the public internet, reached without a proxy; what it answers is then nobody's secret.
/// </param>
internal sealed record RemoteAddress(IReadOnlyList<string> Pins, IPAddress? Address, bool IsPublic)
{
    private const int MaxAddresses = 16;

    // An address that does not answer must not use up the whole time while others would.
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private static readonly string[] ProxyVariables = ["http_proxy", "https_proxy", "all_proxy"];

    /// <summary>Resolves and judges what a call to a remote would connect to.</summary>
    /// <returns>The addresses; a failure when there is none, or none that is allowed.</returns>
    public static async Task<Result<RemoteAddress>> FindAsync(
        GitRemote remote, GitRunnerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var url = remote.Url;
        if (url.Transport == GitTransport.File) return new RemoteAddress([], null, IsPublic: false);
        using var limit = new CancellationTokenSource(remote.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FindAsync(remote, options, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return GitFailures.Transient(GitFailureKind.Timeout, $"'{url.Text}' was not reached: no name server answered for '{url.Host}'");
        }
    }

    private static async Task<Result<RemoteAddress>> FindAsync(
        GitRemote remote, GitRunnerOptions options, CancellationToken cancellationToken)
    {
        var url = remote.Url;
        var port = url.Port ?? url.Transport switch { GitTransport.Http => 80, GitTransport.Https => 443, _ => 22 };
        // A proxy resolves the name itself, and may know names that nobody here knows.
        var isOperatorProxy = url.Transport != GitTransport.Ssh && ProxyVariables.Any(options.ExtraEnvironment.ContainsKey);
        var hasProxy = remote.Proxy is not null || isOperatorProxy;
        var pins = new List<string>();
        if (remote.Proxy is { } proxy)
        {
            var address = new Uri(proxy.Address);
            if (!(await AllowedAsync(address.Host, $"the proxy of '{url.Text}'", options, cancellationToken))
                .TryGet(out var way, out var failure))
                return failure;
            AddPin(pins, address.Host, address.Port, way);
        }

        if (!(await AllowedAsync(url.Host, $"'{url.Text}'", options, cancellationToken)).TryGet(out var found, out var refused))
            return hasProxy && refused.GitKind() == GitFailureKind.Unreachable ? new RemoteAddress(pins, null, IsPublic: false) : refused;
        if (url.Transport == GitTransport.Ssh)
            return new RemoteAddress([], await FirstThatAnswersAsync(found, port, cancellationToken), IsPublic: false);
        AddPin(pins, url.Host, port, found);
        return new RemoteAddress(pins, null, !hasProxy && found.All(address => AddressFilter.Classify(address) == AddressClass.Public));
    }

    private static async Task<Result<IPAddress[]>> AllowedAsync(
        string host, string what, GitRunnerOptions options, CancellationToken cancellationToken)
    {
        IPAddress[] found;
        try
        {
            found = await options.Addresses.FindAsync(host, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return GitFailures.Transient(
                GitFailureKind.Unreachable, $"{what} was not reached: the name '{host}' could not be resolved", inner: exception);
        }

        var allowed = found.Where(options.Addresses.IsAllowed).Take(MaxAddresses).ToArray();
        if (allowed.Length > 0) return allowed;
        return found.Length == 0
            ? GitFailures.Transient(GitFailureKind.Unreachable, $"{what} was not reached: the name '{host}' has no address")
            : GitFailures.Source(found.Any(address => AddressFilter.Classify(address) != AddressClass.Refused)
                ? $"{what} is in a private network, which flag --allow-private-git=false forbids"
                : $"{what} is refused: link-local, metadata and reserved addresses are no place for a Git server");
    }

    private static void AddPin(List<string> pins, string host, int port, IPAddress[] addresses)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out _)) return; // curl resolves nothing then
        var list = string.Join(',', addresses.Select(a => a.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{a}]" : a.ToString()));
        var bare = host.TrimEnd('.');
        foreach (var name in (ReadOnlySpan<string>)[bare, bare + "."])
            pins.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{port}:{list}"));
    }

    // ssh tries all addresses of a name; given one, it has only that.
    private static async Task<IPAddress> FirstThatAnswersAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        if (addresses.Length == 1) return addresses[0];
        foreach (var address in addresses)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ConnectLimit);
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, port, limit.Token);
                return address;
            }
            catch (Exception exception)
            when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The next one may.
            }
        }

        return addresses[0];
    }
}
