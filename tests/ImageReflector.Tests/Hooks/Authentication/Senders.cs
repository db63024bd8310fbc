using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

/// <summary>Makes Secrets, and requests as senders make them.</summary>
internal static class Senders
{
    public const string Token = "test-token";
    public const string Body = """{"image":"ghcr.io/acme/web:1.2.3"}""";

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Secret Secret(params (string Key, string Value)[] values) => SecretOf(
        [.. values.Select(value => (value.Key, Encoding.UTF8.GetBytes(value.Value)))]);

    public static Secret SecretOf(params (string Key, byte[] Value)[] values) => new()
    {
        Metadata = new ObjectMeta { Name = "hook", Namespace = "apps" },
        Data = values.ToDictionary(value => value.Key, value => value.Value),
    };

    public static HookSecret Read(ReceiverType type, params (string Key, string Value)[] values) =>
        HookSecret.Read(Secret(values), type).Value;

    /// <summary>A Secret whose only key is the token.</summary>
    public static HookSecret Read(ReceiverType type) => Read(type, ("token", Token));

    public static HookRequest Request(string body, params (string Name, string Value)[] headers) =>
        Request(Encoding.UTF8.GetBytes(body), headers);

    public static HookRequest Request(byte[] body, params (string Name, string Value)[] headers) => new()
    {
        Method = "POST",
        Headers = headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(
            lines => lines.Key, lines => (IReadOnlyList<string>)[.. lines.Select(line => line.Value)], StringComparer.OrdinalIgnoreCase),
        Body = body,
    };

    public static string Hex(string algorithm, string body, string token = Token)
    {
        var (key, data) = (Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(body));
        return Convert.ToHexStringLower(algorithm switch
        {
#pragma warning disable CA5350 // senders still use it
            "sha1" => HMACSHA1.HashData(key, data),
#pragma warning restore CA5350
            "sha256" => HMACSHA256.HashData(key, data),
            "sha512" => HMACSHA512.HashData(key, data),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        });
    }

    public static HookVerdict Judge(ReceiverType type, HookRequest request, HookSecret? secret = null) =>
        HookAuthentication.Judge(type, secret ?? Read(type), request, Now);
}
