using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageAutomation.ImageUpdater.Git;

/// <summary>Composition of this room.</summary>
public static class GitServices
{
    /// <summary>
    /// Adds <see cref="GitRunner"/>, <see cref="MirrorStore"/> and <see cref="GitLogin"/>. Logging comes from the caller;
    /// <see cref="TimeProvider.System"/> unless one is there.
    /// </summary>
    public static IServiceCollection AddGit(this IServiceCollection services, GitRunnerOptions runner, MirrorStoreOptions mirrors)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(runner);
        services.AddSingleton(mirrors);
        services.AddSingleton<GitRunner>();
        services.AddSingleton<MirrorStore>();
        services.AddSingleton<GitLogin>();
        return services;
    }
}
