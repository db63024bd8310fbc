using System.Text.Json;
using System.Text.RegularExpressions;
using ImageAutomation.Common.References;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.References;

/// <summary>
/// Names of images as the reference reads them. Its strict mode is left out: no controller uses it. The scheme is a matter of the registry
/// client.
/// </summary>
public sealed partial class ReferenceConformanceTests(ITestOutputHelper output)
{
    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Grammar { get; }

    public static TheoryData<string> Names => ConformanceFile.Find("references", "imagename.jsonl");

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadsNamesAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        var stricter = 0;
        foreach (var line in ConformanceFile.Read(path))
        {
            var text = line.Text("ref")!;
            var parsed = ImageReference.Parse(text);
            var actual = parsed.IsSuccess ? Describe(parsed.Value) : parsed.Failure.Message;
            report.Check(actual == Expected(line), $"{text}: {actual}, expected {Expected(line)}");

            var image = RepositoryName.ParseImage(text);
            var rule = line.GetProperty("image_repository");
            if (rule.GetProperty("ok").GetBoolean() && parsed.IsSuccess && !Grammar.IsMatch(parsed.Value.Repository.Path))
            {
                // A listed gap: the reference takes names that no runtime takes.
                stricter++;
                report.Check(image.Failure is { Reason: "ImageURLInvalid" } refused
                    && refused.Message.Contains('\'', StringComparison.Ordinal), $"{text}: as image {image}");
                continue;
            }

            report.Check(image.IsSuccess == rule.GetProperty("ok").GetBoolean(), $"{text}: as image {image}");
            report.Check(
                Says(image.Failure?.Message, rule.Text("error")), $"{text}: as image {image.Failure}, expected {rule.Text("error")}");
        }

        output.WriteLine($"{stricter} names beyond the grammar, which the reference takes");
        report.Finish();
    }

    // The reference's words first; ours may follow.
    private static bool Says(string? message, string? expected) =>
        message == expected || (expected is not null && message?.StartsWith(expected + ": ", StringComparison.Ordinal) == true);

    private static string Describe(ImageReference reference)
    {
        var name = reference.Repository;
        return $"{name.Registry}|{name.Path}|{reference.Tag}|{reference.Digest}|{reference.Canonical}|{name}|{reference.Identifier}";
    }

    private static string? Expected(JsonElement line) => line.GetProperty("ok").GetBoolean()
        ? $"{line.Text("registry")}|{line.Text("repository")}|{line.Text("tag")}|{line.Text("digest")}|{line.Text("canonical")}"
            + $"|{line.Text("context")}|{line.Text("identifier")}"
        : line.Text("error");
}
