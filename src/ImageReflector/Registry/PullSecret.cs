using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.ImageReflector.Registry;

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

    private readonly IReadOnlyList<PullSecretEntry> entries;

    private PullSecret(string name, IReadOnlyList<PullSecretEntry> entries, IReadOnlyList<string> warnings)
    {
        Name = name;
        this.entries = entries;
        Warnings = warnings;
    }

    /// <summary><c>namespace/name</c> of the Secret.</summary>
    public string Name { get; }

    /// <summary>What was understood but is not supported (credential helpers); worth one log line.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads a Secret.</summary>
    /// <param name="secret">A Secret of type <c>kubernetes.io/dockerconfigjson</c> or <c>kubernetes.io/dockercfg</c>; any other type holds no credentials.</param>
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
        if (key is null) return new PullSecret(name, [], []);
        if (SecretValues.Find(secret, key) is not { } json) return Invalid(name, key, "the key is missing");
        if (json.Length > MaxBytes) return Invalid(name, key, $"it is larger than {MaxBytes} bytes");

        if (!DockerConfigReader.Read(json, nested: key == DockerConfigJsonKey, name).TryGet(out var config, out var failure))
            return Invalid(name, key, failure.Message);
        return new PullSecret(name, config.Entries, config.Warnings);
    }

    /// <summary>A pull secret made of one login for one host; for credentials that do not come from a Secret.</summary>
    /// <param name="key">Host with optional port and path, as a key of <c>auths</c>.</param>
    /// <param name="credential">The login.</param>
    public static PullSecret ForHost(string key, RegistryCredential credential)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(credential);
        return new PullSecret(credential.Source, CredentialKey.TryParse(key, out var parsed) ? [new PullSecretEntry(parsed, credential)] : [], []);
    }

    /// <summary>The credentials for an image, the closest key first.</summary>
    /// <param name="host">Registry host with optional port.</param>
    /// <param name="path">Repository path.</param>
    public IEnumerable<RegistryCredential> Match(string host, string path) =>
        entries.Where(entry => entry.Key.Matches(host, path)).Select(entry => entry.Credential);

    /// <summary>Names the Secret only.</summary>
    public override string ToString() => $"Secret {Name}";

    private static Failure Invalid(string name, string key, string why) =>
        Failure.Transient(RegistryReasons.SecretInvalid, $"Secret '{name}' has no usable registry credentials in key '{key}': {why}");
}
