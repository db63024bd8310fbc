using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Login;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Clients that do not wait, and the objects they are given.</summary>
internal static class Clients
{
    public static RegistryClientOptions Fast { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(5),
        RequestsPerSecond = 10_000,
        RequestBurst = 10_000,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        CallTimeout = TimeSpan.FromSeconds(15),
        CircuitFailures = 1000,
    };

    public static RegistryClient Create(RegistryClientOptions? options = null, TimeProvider? time = null) =>
        new(options ?? Fast, time ?? TimeProvider.System);

    public static PullSecret Login(string host, string user, string password) => Parse(DockerConfigJson(host, user, password));

    public static Secret DockerConfigJson(string host, string user, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return DockerConfigJson("{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    public static Secret DockerConfigJson(string json) => Secret("kubernetes.io/dockerconfigjson", (".dockerconfigjson", json));

    public static Secret Secret(string? type, params (string Key, string Value)[] values) => new()
    {
        Metadata = new ObjectMeta { Namespace = "apps", Name = "pull" },
        Type = type,
        Data = values.ToDictionary(value => value.Key, value => Encoding.UTF8.GetBytes(value.Value)),
    };

    public static PullSecret Parse(Secret secret)
    {
        var parsed = PullSecret.Parse(secret);
        return parsed.IsSuccess ? parsed.Value : throw new InvalidOperationException(parsed.Failure.ToString());
    }
}
