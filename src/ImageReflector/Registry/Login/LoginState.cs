using System.Collections.Concurrent;
using ImageAutomation.ImageReflector.Registry.Addresses;
using ImageAutomation.ImageReflector.Registry.Http;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Remembers for an hour how a registry wants to be logged in to, and whether it speaks HTTPS.</summary>
internal sealed class LoginState(TimeProvider time)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (AuthChallenge Challenge, DateTimeOffset Until)> challenges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Scheme, DateTimeOffset Until)> schemes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (int? Size, DateTimeOffset Until)> pageSizes = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string Found, DateTimeOffset Until)> noCursors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Found, DateTimeOffset Until)> loginChecks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<AuthChallenge?>>> asking = new(StringComparer.Ordinal);

    public AuthChallenge? Challenge(Connection connection) => Find(challenges, Key(connection));

    public void Remember(Connection connection, AuthChallenge challenge) => Put(challenges, Key(connection), challenge);

    /// <summary>What a host asks for; when nothing is known it is asked, once for all who wait.</summary>
    /// <param name="connection">The host.</param>
    /// <param name="ask">Asks, and bounds its own time; null when the host gave no usable answer.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<AuthChallenge?> AskOnceAsync(
        Connection connection, Func<Task<AuthChallenge?>> ask, CancellationToken cancellationToken)
    {
        if (Challenge(connection) is { } known) return known;
        var key = Key(connection);
        var asked = asking.GetOrAdd(key, _ => new Lazy<Task<AuthChallenge?>>(() => Task.Run(ask, CancellationToken.None)));
        try
        {
            var found = await asked.Value.WaitAsync(cancellationToken);
            // A repository may have been asked meanwhile, and what it says is worth more.
            if (Challenge(connection) is { } better) return better;
            if (found is not null) Remember(connection, found);
            return found;
        }
        finally
        {
            asking.TryRemove(KeyValuePair.Create(key, asked));
        }
    }

    /// <summary>Whether a registry was found to answer every page with all of its tags.</summary>
    public bool KnowsNoCursor(Connection connection) => Find(noCursors, Key(connection)) is not null;

    public void RememberNoCursor(Connection connection) => Put(noCursors, Key(connection), "none");

    /// <summary>Whether it is an hour since a login was found to be taken, or not.</summary>
    public bool IsLoginCheckDue(Connection connection, RegistryCredential credential) =>
        Find(loginChecks, $"{Key(connection)}|{credential.Fingerprint}") is null;

    public void RememberLoginCheck(Connection connection, RegistryCredential credential, bool isTaken) =>
        Put(loginChecks, $"{Key(connection)}|{credential.Fingerprint}", isTaken ? "taken" : "not taken");

    public string? Scheme(RegistryTarget target, string transport) => Find(schemes, HostNames.ApiHost(target.Host) + "|" + transport);

    public void RememberScheme(RegistryTarget target, string transport, string scheme) =>
        Put(schemes, HostNames.ApiHost(target.Host) + "|" + transport, scheme);

    public void ForgetScheme(RegistryTarget target, string transport) =>
        schemes.TryRemove(HostNames.ApiHost(target.Host) + "|" + transport, out _);

    /// <summary>
    /// The page size that a registry was found to accept (negative: none may be named); the given one when nothing is known.
    /// </summary>
    public int PageSize(Connection connection, int size) => Find(pageSizes, Key(connection)) is { } known ? known : size;

    public bool KnowsPageSize(Connection connection) => Find(pageSizes, Key(connection)) is not null;

    public void RememberPageSize(Connection connection, int size) => Put(pageSizes, Key(connection), (int?)size);

    private static string Key(Connection connection) => connection.Origin.GetLeftPart(UriPartial.Authority) + "|" + connection.Transport;

    private T? Find<T>(ConcurrentDictionary<string, (T Value, DateTimeOffset Until)> map, string key) =>
        map.TryGetValue(key, out var entry) && time.GetUtcNow() < entry.Until ? entry.Value : default;

    private void Put<T>(ConcurrentDictionary<string, (T Value, DateTimeOffset Until)> map, string key, T value)
    {
        if (map.Count >= MaxEntries) map.Clear(); // a cache: the next answer fills it again
        map[key] = (value, time.GetUtcNow() + Life);
    }
}
