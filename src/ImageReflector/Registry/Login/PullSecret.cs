using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>The registry credentials of one Secret, matched to images as the kubelet does.</summary>
/// <remarks>Source: kubernetes <c>pkg/credentialprovider</c> keyring; Docker Hub's spellings are folded into one.</remarks>
public sealed class PullSecret
{
    /// <summary>Largest accepted configuration in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string DockerConfigJsonType = "kubernetes.io/dockerconfigjson";
    private const string DockerConfigJsonKey = ".dockerconfigjson";
    private const string DockerCfgType = "kubernetes.io/dockercfg";
    private const string DockerCfgKey = ".dockercfg";

    private readonly DockerConfig config;
    private readonly string? unusable;

    private PullSecret(string name, DockerConfig config, string? unusable = null) =>
        (Name, this.config, this.unusable) = (name, config, unusable);

    /// <summary><c>namespace/name</c> of the Secret.</summary>
    public string Name { get; }

    /// <summary>Reads a Secret.</summary>
    /// <param name="secret">
    /// A Secret of type <c>kubernetes.io/dockerconfigjson</c> or <c>kubernetes.io/dockercfg</c>; any other type holds no credentials.
    /// </param>
    /// <returns>The credentials, or <see cref="RegistryReasons.SecretInvalid"/> naming Secret and key, never content.</returns>
    public static Result<PullSecret> Parse(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var name = SecretValues.Name(secret);
        var key = secret.Type switch
        {
            DockerConfigJsonType => DockerConfigJsonKey,
            DockerCfgType => DockerCfgKey,
            _ => null,
        };
        if (key is null)
        {
            var type = secret.Type is { Length: > 0 } given ? $"the type {given}" : "no type";
            return new PullSecret(
                name, new DockerConfig([], [], []),
                $"it has {type}, and logins are read from {DockerConfigJsonType} (key {DockerConfigJsonKey}) and {DockerCfgType} "
                    + $"(key {DockerCfgKey}) only");
        }

        if (SecretValues.Bytes(secret, key) is not { } json) return Invalid(name, key, "the key is missing");
        if (json.Length > MaxBytes) return Invalid(name, key, $"it is larger than {MaxBytes} bytes");

        if (!DockerConfigReader.Read(json, nested: key == DockerConfigJsonKey, name).TryGet(out var config, out var failure))
            return Invalid(name, key, failure.Message);
        return new PullSecret(name, config, config.Entries.Count + config.Empty.Count + config.Broken.Count > 0 ? null
            : $"its key {key} has no entries");
    }

    /// <summary>The credentials for an image, the closest key first.</summary>
    /// <param name="host">Registry host with optional port.</param>
    /// <param name="path">Repository path.</param>
    public IEnumerable<RegistryCredential> Match(string host, string path) =>
        config.Entries.Where(entry => entry.Key.Matches(host, path)).Select(entry => entry.Credential);

    /// <summary>What is wrong with the entry that an image would be read with, when no other one is for it.</summary>
    /// <param name="host">Registry host with optional port.</param>
    /// <param name="path">Repository path.</param>
    /// <returns><see cref="RegistryReasons.SecretInvalid"/> naming Secret, entry and field, never content; null when nothing is.</returns>
    public Failure? FindFault(string host, string path)
    {
        if (Match(host, path).Any() || config.Broken.FirstOrDefault(entry => entry.Key.Matches(host, path)) is not { } broken) return null;
        return Failure.Transient(
            RegistryReasons.SecretInvalid, $"Secret '{Name}' has no usable registry credentials for '{host}/{path}': {broken.Fault}");
    }

    /// <summary>Says why the Secret gives no login for an image. Its keys are its content, so they are counted and not named.</summary>
    /// <param name="host">Registry host with optional port.</param>
    /// <param name="path">Repository path.</param>
    /// <returns>A clause that names the Secret; null when it gives a login.</returns>
    public string? WhyNoLogin(string host, string path)
    {
        if (Match(host, path).Any()) return null;
        var keys = config.Entries.Select(entry => entry.Key).Concat(config.Empty).ToList();
        var why = unusable
            ?? (config.Empty.Any(key => key.Matches(host, path)) ? "its entry for this host is empty"
            : keys.Any(key => key.MatchesName(host) && !key.MatchesPort(host))
            ? "its entry for this host has another port; an entry without a port is for an image without one"
            : keys.Any(key => key.MatchesName(host)) ? "its entry for this host is for other repositories"
            : keys.Count == 1 ? "its entry is for another host" : $"its {keys.Count} entries are for other hosts");
        var helpers = config.NamesHelpers ? "; it names credential helpers, which are never run" : "";
        return $"Secret '{Name}' gives no login for '{host}/{path}': {why}{helpers}";
    }

    /// <summary>What is worth one line in the log: credential helpers, and paths that match more than was surely meant.</summary>
    /// <param name="host">Registry host with optional port.</param>
    /// <param name="path">Repository path.</param>
    public IEnumerable<string> Warnings(string host, string path)
    {
        foreach (var warning in config.Warnings) yield return warning;
        foreach (var broken in config.Broken) yield return $"Secret '{Name}': {broken.Fault}; this entry is left out";
        if (config.Entries.Any(entry => entry.Key.Matches(host, path) && entry.Key.EndsWithinName(path)))
            yield return $"Secret '{Name}' gives a login for '{host}/{path}' by an entry whose path ends within a name; end it at a slash "
                + "to mean that project alone";
    }

    /// <summary>Names the Secret only.</summary>
    public override string ToString() => $"Secret {Name}";

    private static Failure Invalid(string name, string key, string why) =>
        Failure.Transient(RegistryReasons.SecretInvalid, $"Secret '{name}' has no usable registry credentials in key '{key}': {why}");
}
