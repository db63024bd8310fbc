using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using Xunit;

namespace ImageAutomation.Common.Tests.Manifests;

/// <summary>The messages are those of a real API server with the CRDs of <c>config/crd</c>.</summary>
public sealed class ManifestValidatorTests
{
    private static readonly ManifestValidator Validator = ManifestValidator.Load();

    [Fact]
    public void FillsInDefaults_AsTheServerDoes()
    {
        var repository = Apply(ResourceKinds.ImageRepository, "{image: x, interval: 1m}");
        Assert.Equal(
            """{"image":"x","interval":"1m","exclusionList":["^.*\\.sig$"],"provider":"generic"}""",
            repository["spec"]!.ToJsonString(Relaxed));

        var automation = Apply(ResourceKinds.ImageUpdateAutomation, "{interval: 1m, sourceRef: {name: x}}");
        Assert.Equal("GitRepository", (string?)automation["spec"]!["sourceRef"]!["kind"]);
        Assert.Equal("Setters", (string?)automation["spec"]!["update"]!["strategy"]);
    }

    [Theory]
    [InlineData("ImagePolicy", "{imageRepositoryRef: {name: x}, policy: {semver: {}}}", "spec.policy.semver.range: Required value")]
    [InlineData(
        "ImagePolicy", "{imageRepositoryRef: {name: x}, policy: {}, digestReflectionPolicy: Maybe}",
        "spec.digestReflectionPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [InlineData(
        "ImagePolicy", "{imageRepositoryRef: {name: x}, policy: {}, digestReflectionPolicy: Always}",
        "spec: Invalid value: spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'")]
    [InlineData(
        "ImagePolicy", "{imageRepositoryRef: {name: x}, policy: {}, interval: 1m}",
        "spec: Invalid value: spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'")]
    [InlineData(
        "ImageRepository", "{image: x, interval: 1x}",
        "spec.interval: Invalid value: \"1x\": spec.interval in body should match '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'")]
    [InlineData("ImageRepository", "{image: x, interval: 1m, timeout: 1h}", "spec.timeout in body should match")]
    [InlineData(
        "ImageRepository", "{image: 3, interval: 1m}",
        "spec.image: Invalid value: \"integer\": spec.image in body must be of type string: \"integer\"")]
    [InlineData("ImageRepository", "{image: x, interval: 1m, foo: bar}", "unknown field \"spec.foo\"")]
    [InlineData(
        "ImageRepository", "{image: x, interval: \"1m\\n\"}",
        "spec.interval: Invalid value: \"1m\n\": spec.interval in body should match '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'")]
    [InlineData("ImageRepository", "{image: x, interval: 1m}\nspeck: {}", "unknown field \"speck\"")]
    [InlineData("ImageRepository", "{interval: 1m}", "spec.image: Required value")]
    [InlineData("GitRepository", "{url: 'git@host:x', interval: 1m}", "spec.url in body should match '^(http|https|ssh)://.*$'")]
    [InlineData("GitRepository", "{url: 'https://x', interval: 1m, serviceAccountName: x}", "serviceAccountName")]
    public void RefusesWhatTheServerRefuses_NamingFieldAndFix(string kind, string spec, string message)
    {
        var failure = Validator.Apply(Manifest(kind, spec), ResourceKinds.All.Single(k => k.Kind == kind)).Failure;
        Assert.NotNull(failure);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{kind} \"a\" is invalid", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv/git/x")]
    [InlineData("file:///srv/git/x")]
    [InlineData("./x")]
    public void TakesALocalGitUrl(string url) => Apply(ResourceKinds.GitRepository, $"{{url: '{url}', interval: 1m}}");

    [Theory]
    [InlineData("{name: UPPER}", "metadata.name: Invalid value")]
    [InlineData("{}", "metadata.name: Required value")]
    [InlineData("{name: a, namespace: a.b}", "metadata.namespace: Invalid value")]
    [InlineData("{name: a, labels: {x: 1}}", "metadata.labels: Invalid value")]
    [InlineData(
        "{name: a, labels: {'a b': c}}", "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters")]
    [InlineData(
        "{name: a, labels: {a: b c}}",
        "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters")]
    [InlineData("{name: a, annotations: {'/a': b c}}", "metadata.annotations: Invalid value: \"/a\": name part")]
    [InlineData("{name: a, lables: {a: b}}", "unknown field \"metadata.lables\"")]
    public void ChecksMetadata(string metadata, string message)
    {
        var manifest = (JsonObject)YamlReader.Read($"metadata: {metadata}\nspec: {{image: x, interval: 1m}}").Value[0].Root;
        Assert.Contains(message, Validator.Apply(manifest, ResourceKinds.ImageRepository).Failure?.Message, StringComparison.Ordinal);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ResourceJson.Default,
    };

    private static JsonObject Apply(ResourceKind kind, string spec) => Validator.Apply(Manifest(kind.Kind, spec), kind).Value;

    private static JsonObject Manifest(string kind, string spec) =>
        (JsonObject)YamlReader.Read($"kind: {kind}\nmetadata: {{name: a}}\nspec: {spec}").Value[0].Root;
}
