using System.Text.Json;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageAutomation.Common.Tests.Observability;

public sealed class LineLogTests
{
    private readonly StringWriter output = new();

    [Fact]
    public void ALineOfARun_NamesItsObject()
    {
        using var loggers = Loggers(asJson: true);
        var logger = loggers.CreateLogger<Controller>();
        var id = Guid.NewGuid();
        using (logger.BeginReconcile("imagepolicy", "apps", "web", id))
            logger.Succeeded("ImagePolicy", new ObjectKey("apps", "web"), "done");

        using var line = JsonDocument.Parse(output.ToString());
        var root = line.RootElement;
        Assert.Equal(
            ["level", "ts", "logger", "msg", "controller", "controllerGroup", "controllerKind", "ImagePolicy", "name", "namespace",
                "reconcileID"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ("info", "2026-01-02T03:04:05.000Z", "Controller"),
            (root.GetProperty("level").GetString(), root.GetProperty("ts").GetString(), root.GetProperty("logger").GetString()));
        Assert.Equal(("imagepolicy", "image.toolkit.fluxcd.io", "ImagePolicy", "web", "apps", id.ToString()), (
            root.GetProperty("controller").GetString(), root.GetProperty("controllerGroup").GetString(), root.GetProperty("controllerKind")
                .GetString(),
            root.GetProperty("name").GetString(), root.GetProperty("namespace").GetString(), root.GetProperty("reconcileID").GetString()));
        Assert.Equal("""{"name":"web","namespace":"apps"}""", root.GetProperty("ImagePolicy").GetRawText());
    }

    [Fact]
    public void ALineOutsideOfARun_NamesTheObjectOfItsMessage()
    {
        using var loggers = Loggers(asJson: true);
        loggers.CreateLogger<Controller>().Succeeded("ImageRepository", new ObjectKey("apps", "web"), "done");
        using var line = JsonDocument.Parse(output.ToString());
        Assert.Equal("web", line.RootElement.GetProperty("ImageRepository").GetProperty("name").GetString());
        Assert.False(line.RootElement.TryGetProperty("controller", out _));
    }

    [Fact]
    public void AnErrorHasItsText_AndABugItsStack()
    {
        using var loggers = Loggers(asJson: true);
        var logger = loggers.CreateLogger<Controller>();
        logger.RunFailed(
            "ImagePolicy", new ObjectKey("apps", "web"), "Broken", "no answer",
            new IOException("line 1\nline 2", new IOException("inner")));
        try
        {
            throw new InvalidOperationException("bug");
        }
        catch (InvalidOperationException e)
        {
            logger.ReconcilePanicked("imagepolicy", new ObjectKey("apps", "web"), e);
        }

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Equal(
            ("error", "line 1\nline 2: inner"),
            (first.RootElement.GetProperty("level").GetString(), first.RootElement.GetProperty("error").GetString()));
        Assert.False(first.RootElement.TryGetProperty("stacktrace", out _));
        Assert.Equal("bug", second.RootElement.GetProperty("error").GetString());
        Assert.Contains(
            nameof(AnErrorHasItsText_AndABugItsStack), second.RootElement.GetProperty("stacktrace").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnErrorWithoutException_HasItsSentence()
    {
        using var loggers = Loggers(asJson: true);
        loggers.CreateLogger<Controller>().RunFailed("ImagePolicy", new ObjectKey("apps", "web"), "Broken", "no 'answer'", null);
        Assert.Contains("\"error\":\"no 'answer'\"", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TextIsForPeople()
    {
        using var loggers = Loggers(asJson: false);
        loggers.CreateLogger<Controller>().Succeeded("ImagePolicy", new ObjectKey("apps", "web"), "done");
        Assert.Equal("2026-01-02T03:04:05.000Z info  ImagePolicy apps/web: done" + Environment.NewLine, output.ToString());
    }

    [Fact]
    public void LeavesOutWhatIsBelowTheLevel()
    {
        using var loggers = Loggers(asJson: true, LogLevel.Error);
        loggers.CreateLogger<Controller>().Succeeded("ImagePolicy", new ObjectKey("apps", "web"), "done");
        Assert.Empty(output.ToString());
    }

    private ILoggerFactory Loggers(bool asJson, LogLevel minimum = LogLevel.Information) =>
        LoggerFactory.Create(
            builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new LineLog(output, minimum, asJson, new FakeTime())));
}
