using System.Text.Json;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.Common.Tests.Resources;

public sealed class SharedTextTests
{
    private const string Json = """{"apiVersion":"image.toolkit.fluxcd.io/v1","kind":"ImageRepository","metadata":{"name":"a","namespace":"te\u0061m","finalizers":["finalizers.fluxcd.io"]},"spec":{"image":"x","interval":"1m","exclusionList":["^.*\\.sig$","é"]}}""";

    [Fact]
    public void ObjectsShareTheTextsTheyHaveInCommon()
    {
        var (one, two) = (Read(Json), Read(Json));

        Assert.Equal(("team", "finalizers.fluxcd.io"), (one.Metadata.Namespace, one.Metadata.Finalizers!.Single()));
        Assert.Equal([@"^.*\.sig$", "é"], one.Spec.ExclusionList);
        Assert.Same(one.Kind, two.Kind);
        Assert.Same(one.Metadata.Namespace, two.Metadata.Namespace);
        Assert.Same(one.Spec.ExclusionList![0], two.Spec.ExclusionList![0]);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","namespace":7},"spec":{"image":"x","interval":"1m"}}""")]
    [InlineData("""{"metadata":{"name":"a","namespace":"\ud800"},"spec":{"image":"x","interval":"1m"}}""")]
    [InlineData("""{"metadata":{"name":"a","finalizers":"x"},"spec":{"image":"x","interval":"1m"}}""")]
    [InlineData("""{"metadata":{"name":"a","finalizers":[null]},"spec":{"image":"x","interval":"1m"}}""")]
    public void RefusesOtherValues(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void ManyThreadsReadWhatIsThere()
    {
        var texts = Enumerable.Range(0, 5000).Select(i => $"ns-{i % 1500}").ToArray();
        Parallel.ForEach(
            texts, text =>
                Assert.Equal(
                    text, Read(
                        $$$"""{"metadata":{"name":"a","namespace":"{{{text}}}"},"spec":{"image":"x","interval":"1m"}}""").Metadata.Namespace));
    }

    private static ImageRepository Read(string json) => JsonSerializer.Deserialize(json, ResourceJson.Default.ImageRepository)!;
}
