using System.Text;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;
using static ImageAutomation.ImageReflector.Tests.Hooks.Authentication.Senders;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

/// <summary>Headers, bodies, tokens and keys of strangers.</summary>
public sealed class HookFuzzTests
{
    private static readonly string[] Words = ["sha256=", "sha1=", "v1,", " ", "=", "%", "&", "payload=", "+", "\"", "\\", "{", "}", "[",
        "\u00e9", ".", "eyJ", "\\ud800", "\"alg\":\"RS256\"", "\"exp\":", "1e999", "\"kid\":", "\0", "\ufeff"];

    private static readonly string[] HeaderNames = ["X-Signature", "X-Hub-Signature-256", "X-Hub-Signature", "X-Gitlab-Token",
        "webhook-signature", "webhook-id", "webhook-timestamp", "Authorization", "X-Nexus-Webhook-Signature", "X-Auth", "X-Sign"];

    [Fact]
    public Task HeadersAndBodies() => Fuzz.RunAsync(
        ["sha256=" + Hex("sha256", Body) + "\n" + Body, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\npayload=%7B%7D&x=1",
            Token + "\n{ \"a\" : 1 }"],
        Words,
        bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes);
            var header = text.Split('\n', 2)[0];
            var body = bytes[header.Length..];
            var format = ((string[])["hex", "alg=hex", "base64"])[bytes.Length % 3];
            var mediaType = ((string[])["application/json", "application/x-www-form-urlencoded", header])[bytes.Length % 5 / 2];
            var all = Request(body, [("Content-Type", mediaType), .. HeaderNames.Select(name => (name, header))]);
            var timely = Request(body, ("webhook-id", header), ("webhook-timestamp", "1767323045"), ("webhook-signature", header));
            foreach (var type in Enum.GetValues<ReceiverType>().Except([ReceiverType.Gcr, ReceiverType.GenericOidc]))
            {
                var secret = Read(
                    type, ("token", "whsec_" + header), ("previousToken", Token), ("header", "X-Auth"), ("signatureHeader", "X-Sign"),
                    ("signatureFormat", format));
                _ = Judge(type, all, secret);
                _ = Judge(type, timely, secret);
            }
        });

    [Fact]
    public Task TokensAndKeys() => Fuzz.RunAsync(
        ["""{"alg":"RS256","kid":"a"}|{"iss":"a","aud":["b"],"exp":99999999999,"nbf":1,"email":"x"}""",
            """{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","use":"sig","key_ops":["verify"],"kid":"a","alg":"ES256"}]}|{}""",
            """{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"a"}]}|{}"""],
        Words,
        bytes =>
        {
            var parts = Encoding.Latin1.GetString(bytes).Split('|', 2);
            _ = IdToken.ParseBearer(parts[0]);
            var keys = IssuerKeySet.Read(Encoding.Latin1.GetBytes(parts[0]));
            if (!IdToken.Parse(IssuerStandIn.Sign(parts[0], parts[^1], data => data)).TryGet(out var token, out _)) return;
            _ = token.CheckTimes(Now);
            _ = token.IsMeantFor("b");
            _ = token.Issuer;
            if (keys is not null) _ = token.IsSignedBy(keys);
        });
}
