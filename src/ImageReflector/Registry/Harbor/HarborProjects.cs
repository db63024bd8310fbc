using System.Collections.Concurrent;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;

namespace ImageAutomation.ImageReflector.Registry.Harbor;

/// <summary>Knows which projects are proxy caches: while their source is away, lists are short there and manifests are 404.</summary>
internal sealed class HarborProjects(HarborApi api, TimeProvider time)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (bool IsProxy, DateTimeOffset At)> remembered = new(StringComparer.Ordinal);

    /// <summary>Whether the project of a repository is a proxy cache; null when that cannot be found out.</summary>
    public async Task<bool?> IsProxyAsync(Connection connection, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var key = $"{connection.Origin.Authority}/{HarborApi.ProjectOf(connection.Target)}|{connection.Transport}";
        // a project never stops being one
        if (remembered.TryGetValue(key, out var known) && (known.IsProxy || time.GetUtcNow() - known.At < Life)) return known.IsProxy;
        if (!(await api.ProjectAsync(connection, credential, cancellationToken)).TryGet(out var project, out _) || project is null)
            return null;
        if (remembered.Count >= MaxRemembered) remembered.Clear(); // a cache
        var isProxy = project.RegistryId > 0;
        remembered[key] = (isProxy, time.GetUtcNow());
        return isProxy;
    }
}
