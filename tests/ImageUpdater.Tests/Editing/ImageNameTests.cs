using System.Text.Json;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class ImageNameTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("nginx", "index.docker.io/library/nginx")]
    [InlineData("docker.io/library/nginx:1", "index.docker.io/library/nginx")]
    [InlineData("index.docker.io/nginx", "index.docker.io/library/nginx")]
    [InlineData("acme/app:v1", "index.docker.io/acme/app")]
    [InlineData("localhost/app", "index.docker.io/localhost/app")]
    [InlineData("localhost:5000/app", "localhost:5000/app")]
    [InlineData("registry.local:5000/num:1.9", "registry.local:5000/num")]
    public void FillsInWhatUsersLeaveOut(string text, string canonical)
    {
        Assert.True(ImageName.TryParse(text, out var image));
        Assert.Equal(canonical, image?.Canonical);
    }

    [Fact]
    public void AgreesWithTheReference_WhereTheFullSetIsAtHand()
    {
        if (EditingData.Full is null)
        {
            output.WriteLine("left out: the full set is not at hand");
            return;
        }

        var count = 0;
        var failures = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(EditingData.Full, "imagename.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            count++;
            var text = EditingData.Text(json.RootElement, "ref");
            var ok = json.RootElement.GetProperty("ok").GetBoolean();
            var parsed = ImageName.TryParse(text, out var image);
            if (parsed != ok) failures.Add($"'{text}': {parsed}, {json.RootElement.GetProperty("error")}");
            else if (ok && image?.Canonical != EditingData.Text(json.RootElement, "context"))
                failures.Add($"'{text}': {image?.Canonical} is not {json.RootElement.GetProperty("context")}");
        }

        output.WriteLine($"{count} references");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join('\n', failures.Take(30))}");
    }
}
