using System.Text.Json;
using ImageAutomation.Cli.Batches;
using Xunit;

namespace ImageAutomation.Cli.Tests.Batches;

public sealed class MessageBatchTests
{
    [Theory]
    [InlineData("""{"template":"","data":{}}""", """{"text":"Update from image update automation"}""")]
    [InlineData("""{"template":"{{.AutomationObject}}","data":{"AutomationObject":{"Namespace":"a","Name":"b"}}}""", """{"text":"a/b"}""")]
    [InlineData("""{"template":"{{.Values.k}}é","data":{"Values":{"k":"日"}}}""", """{"text":"\u65E5\u00E9"}""")]
    [InlineData("""{"template":"{{trunc 1 \"é\"}}"}""", """{"text":"\uFFFD"}""")]
    [InlineData(
        """{"template":"{{range .Changed.Changes}}{{.OldValue}}-{{.NewValue}} {{.Setter}};{{end}}{{range $o,$c := .Changed.Objects}}{{$o.Kind}}{{end}}","data":{"FileChanges":[{"File":"f","Objects":[{"APIVersion":"v1","Kind":"K","Namespace":"n","Name":"m","Changes":[{"OldValue":"1","NewValue":"2","Setter":"s"}]}]}]}}""",
        """{"text":"1-2 s;K"}""")]
    public void AnswersInOneAsciiLine(string request, string expected) =>
    Assert.Equal(expected, MessageBatch.Answer(request, TimeProvider.System));

    [Theory]
    [InlineData("""{"template":"{{ if }}"}""", "parse")]
    [InlineData("""{"template":"{{ now }}"}""", "parse")]
    [InlineData("""{"template":"{{ .Nope }}"}""", "exec")]
    [InlineData("""{"template":"{{ .Updated }}"}""", "exec")]
    [InlineData("", "request")]
    [InlineData("nope", "request")]
    [InlineData("[]", "request")]
    [InlineData("""{"template":1}""", "request")]
    [InlineData("""{"template":"x","data":[]}""", "request")]
    [InlineData("""{"template":"x","data":{"FileChanges":{}}}""", "request")]
    [InlineData("""{"template":"x","data":{"Values":{"a":1}}}""", "request")]
    [InlineData("""{"template":"\ud800"}""", "request")]
    public void SaysWhichKindOfErrorItIs(string request, string kind)
    {
        var answer = MessageBatch.Answer(request, TimeProvider.System);

        using var document = JsonDocument.Parse(answer);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(kind, error.GetProperty("kind").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.DoesNotContain('\n', answer);
        Assert.All(answer, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void MarksRemovedFields() =>
        Assert.Contains(
            "\"removedField\":true", MessageBatch.Answer("""{"template":"{{ .Changed.ImageResult }}"}""", TimeProvider.System),
            StringComparison.Ordinal);
}
