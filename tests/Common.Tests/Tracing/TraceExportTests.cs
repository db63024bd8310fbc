using System.Diagnostics;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Tracing;

public sealed class TraceExportTests
{
    [Theory]
    [InlineData]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", "OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", "OTEL_TRACES_EXPORTER", "none")]
    public void IsOff_Unless_AnEndpointIsSet(params string[] environment)
    {
        Assert.Null(Start(environment).Value);
        Assert.Null(Spans.Start("reconcile"));
    }

    [Fact]
    public void AnEndpointThatIsNoUrl_IsRefused_WithoutRepeatingIt()
    {
        var failure = Start("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2").Failure;
        Assert.Equal("the environment variable OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL", failure?.Message);
    }

    [Fact]
    public void ASpanThatFailed_TellsReasonAndMessage_ButNotTheCause()
    {
        using var span = new Activity("reconcile");
        span.End(Failure.Transient("Broken", "it broke", new InvalidOperationException("hunter2")));
        Assert.Equal(
            (ActivityStatusCode.Error, "it broke", "Broken"), (span.Status, span.StatusDescription, span.GetTagItem("error.type")));
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("hunter2", StringComparison.Ordinal));
        Assert.Empty(span.Events);
    }

    private static Result<TraceExport?> Start(params string[] environment) =>
        TraceExport.Start("test", name => Array.IndexOf(environment, name) is >= 0 and var at ? environment[at + 1]
            : null, TimeProvider.System, NullLoggerFactory.Instance);
}
