using System.Text;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.ImageReflector.Tests.Hooks.Payloads;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests;

/// <summary>What registries answer, and what stands in pull secrets.</summary>
public sealed class FuzzTests
{
    private static readonly string[] JsonWords = ["{", "}", "[", "]", ",", ":", "\"", "\\u00", "\\ud800", "null", "true", "-0", "1e999",
        "\"auths\"", "\"auth\"", "\"tags\"", "\"name\"", "\uFEFF"];

    private static readonly string[] MediaTypes = ["application/json", "application/x-www-form-urlencoded"];

    [Fact]
    public Task DockerConfigs() => Fuzz.RunAsync(
        ["{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpw\"},\"*.example.com:5000/a\":{\"username\":\"u\",\"password\":\"p\",\"identitytoken\":\"t\"}},\"credsStore\":\"x\"}", "{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\\nAA==\"},\"[::1]:5000\":null}"],
        JsonWords,
        bytes =>
        {
            _ = DockerConfigReader.Read(bytes, nested: true, "ns/s");
            _ = DockerConfigReader.Read(bytes, nested: false, "ns/s");
        });

    [Fact]
    public Task LinkHeaders() => Fuzz.RunAsync(
        ["</v2/a/tags/list?last=1.0&n=2>; rel=\"next\"", "<https://x/y?z>; rel='next'; title=\"a, b\", </p?q=1>; rel=prev"],
        ["<", ">", ";", ",", "rel=", "next", "\"", "'", "=", "?", "#", " "],
        bytes =>
            LinkHeader.TryFindNext(
                [Encoding.Latin1.GetString(bytes)], new Uri("https://reg.test/v2/a/tags/list?n=2"),
                new Uri("https://reg.test/v2/a/tags/list"), out _));

    [Fact]
    public Task Challenges() => Fuzz.RunAsync(
        ["Bearer realm=\"https://auth.example.com/token\",service=\"reg\",scope=\"repository:a/b:pull,push\"",
            "Basic realm=\"x\", Negotiate abc==, Bearer realm=unquoted"],
        ["Bearer ", "Basic ", "realm=", "\"", "\\", ",", "=", "==", " ", "\t", "scope=\"", ";"],
        bytes => ChallengeParser.Parse([Encoding.Latin1.GetString(bytes)]));

    [Fact]
    public Task TagPages() => Fuzz.RunAsync(
        ["{\"name\":\"a/b\",\"tags\":[\"1.0\",\"v2\",\"\\u0041\"]}", "{\"tags\":null,\"manifest\":{\"x\":[1,2,{\"tags\":[]}]}}"],
        JsonWords,
        bytes => TagPageReader.ReadAsync(new MemoryStream(bytes), "list", CancellationToken.None).AsTask().GetAwaiter().GetResult());

    [Fact]
    public Task TokenAnswers() => Fuzz.RunAsync(
        ["{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"2026-01-01T00:00:00Z\"}",
            "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":\"60\"}"],
        [.. JsonWords, "\"expires_in\"", "\"issued_at\"", "9999-12-31T23:59:59Z", "1e308"],
        bytes =>
        {
            _ = TokenAnswer.Read(bytes, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
            _ = RegistryErrorBody.Read(bytes);
        });

    [Fact]
    public Task HookBodies() => Fuzz.RunAsync(
        ["{\"type\":\"PUSH_ARTIFACT\",\"event_data\":{\"resources\":[{\"tag\":\"1\",\"resource_url\":\"h/a:1\"}]}}",
            "{\"events\":[{\"action\":\"push\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"target\":{\"repository\":\"a/b\",\"tag\":\"1\"}}]}",
            "{\"context\":{\"type\":\"dev.cdevents.artifact.published.0.2.0\"},\"subject\":{\"id\":\"pkg:oci/a@1?tag=%31\"}}",
            "{\"message\":{\"data\":\"eyJhY3Rpb24iOiJJTlNFUlQiLCJ0YWciOiJoL2E6MSJ9\"}}",
            "payload=%7B%22image%22%3A%22h%2Fa%3A1%40sha256%3A0%22%7D&x=+"],
        [.. JsonWords, "payload=", "&", "%7B", "%", "+", "@", "://", "/", "\"image\"", "\"data\"", "\"timestamp\"", "\"tag\""],
        bytes =>
        {
            foreach (var type in MediaTypes)
            {
                var request = HookCase.Request(bytes, new Dictionary<string, string> { ["Content-Type"] = type });
                if (!HookBody.Read(request).TryGet(out var body, out _)) continue;
                _ = HookPayloads.Read(request, body);
                _ = CdEventsRules.AreMetBy(body);
            }
        });
}
