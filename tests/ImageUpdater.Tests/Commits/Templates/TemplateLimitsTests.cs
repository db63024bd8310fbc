using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.Languages.GoTemplates;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

public sealed class TemplateLimitsTests
{
    private static readonly MessageData Data = new() { Automation = new ObjectKey("shop", "auto"), Changes = [] };

    [Theory]
    [InlineData("{{ range 100000000 }}{{ end }}", "steps")]
    [InlineData("{{ range until 100000000 }}{{ end }}", "steps")]
    [InlineData("{{ range untilStep -9223372036854775808 9223372036854775807 1 }}{{ end }}", "steps")]
    [InlineData("{{ seq 1000000000 }}", "steps")]
    [InlineData("{{ range 2000000 }}x{{ end }}", "steps")]
    [InlineData("{{ range 200 }}{{ repeat 10000 \"x\" }}{{ end }}", "message grows beyond 1048576 bytes")]
    [InlineData("{{ repeat 2000000000 \"abc\" }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ repeat 9223372036854775807 \"abc\" }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ indent 100000000 \"abc\" }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ $s := \"x\" }}{{ range 100 }}{{ $s = print $s $s }}{{ end }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ $s := \"x\" }}{{ range 100 }}{{ $s = replace \"x\" \"xx\" $s }}{{ end }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ $s := \"x\" }}{{ range 100 }}{{ $s = regexReplaceAll \"x\" $s \"xx\" }}{{ end }}", "search at most")]
    [InlineData("{{ $s := repeat 60000 \"x\" }}{{ regexReplaceAll \"x\" $s $s }}", "replacement is too long")]
    [InlineData("{{ $l := list 1 }}{{ range 100 }}{{ $l = concat $l $l }}{{ end }}", "steps")]
    [InlineData("{{ $l := list }}{{ range 100 }}{{ $l = list $l $l }}{{ end }}{{ $l }}", "")]
    [InlineData("{{ $l := list }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ $l }}", "nested too deeply")]
    [InlineData("{{ $l := list }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ $l | toJson }}", "nested too deeply")]
    [InlineData("{{ $l := list }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ deepEqual $l (list $l) }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d | toJson }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ deepCopy $d }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ merge $d (deepCopy (dict \"d\" (dict \"d\" 1))) }}", "nested too deeply")]
    [InlineData(
        "{{ $l := list }}{{ $m := list }}{{ range 60 }}{{ $l = list $l $l }}{{ $m = list $m $m }}{{ end }}{{ deepEqual $l $m }}", "steps")]
    [InlineData(
        "{{ $l := list }}{{ $m := list }}{{ range 60 }}{{ $l = list $l $l }}{{ $m = list $m $m }}{{ end }}{{ has $l (list $m) }}", "steps")]
    [InlineData("{{ template \"commit message\" }}", "maximum template depth")]
    [InlineData(
        "{{ define \"a\" }}{{ template \"b\" }}{{ end }}{{ define \"b\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}",
        "maximum template depth")]
    [InlineData("{{ printf \"%1000000d%1000000d\" 1 2 }}", "text grows beyond 1048576 bytes")]
    [InlineData("{{ range 1000 }}{{ $_ := printf \"%1000000d\" 1 }}{{ end }}", "builds more than")]
    [InlineData("{{ wrapWith 1 (repeat 1000 \"y\") (repeat 100000 \"x\") }}", "text grows beyond")]
    [InlineData("{{ $x := 2.0 }}{{ range 100000 }}{{ $x = mulf $x 1.5 }}{{ end }}{{ $x }}", "")]
    public void EndsWhatWouldNotEnd(string template, string problem)
    {
        // Only the clock is patient: a busy machine must not end a template for another reason than the one tested.
        var options = new RenderOptions { Limits = new RenderLimits { MaxTime = TimeSpan.FromMinutes(2) } };

        var rendered = MessageTemplate.Parse(template).Value.Render(Data, options);

        Assert.False(rendered.IsSuccess, template);
        Assert.Equal(Reasons.GitOperationFailed, rendered.Failure.Reason);
        Assert.Contains(problem, rendered.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("{{ if true }}", "{{ end }}")]
    public void RefusesTemplatesThatAreNestedTooDeeply(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, open.Length == 1 ? 100_000 : 10_000)) + "1"
            + string.Concat(Enumerable.Repeat(close, close.Length == 1 ? 100_000 : 10_000));

        var parsed = MessageTemplate.Parse(open == "(" ? "{{ " + nested + " }}" : nested);

        Assert.Contains("nested too deeply", parsed.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTemplatesThatAreTooLong()
    {
        Assert.True(MessageTemplate.Parse(new string('x', MessageTemplate.MaxTemplateBytes)).IsSuccess);
        Assert.Contains(
            "longer than", MessageTemplate.Parse(new string('é', (MessageTemplate.MaxTemplateBytes / 2) + 1)).Failure!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CutsWhatATemplateFailsWith() =>
        Assert.InRange(MessageTemplate.Parse("{{ fail (repeat 1000000 \"x\") }}").Value.Render(Data).Failure!.Message.Length, 2_000, 2_100);

    [Fact]
    public void EndsWhatTakesTooLong_ByTheClockGiven()
    {
        var template = MessageTemplate.Parse("{{ range 900000 }}{{ end }}").Value;
        var options = new RenderOptions { Limits = new RenderLimits { MaxSteps = long.MaxValue, MaxTime = TimeSpan.FromSeconds(3) } };

        Assert.Contains(
            "runs longer than 3s", template.Render(Data, options, new LeapingClock()).Failure!.Message, StringComparison.Ordinal);
        Assert.True(template.Render(Data, options with
        {
            Limits = options.Limits with { MaxTime = TimeSpan.FromDays(1) },
        }, new LeapingClock()).IsSuccess);
    }

    [Theory]
    [InlineData("a\n{{ .Nope }}", "template: commit message:2:3: ")]
    [InlineData("é {{ .Nope }}", "template: commit message:1:6: ")]
    [InlineData("{{ .AutomationObject.Nope }}", "template: commit message:1:20: ")]
    public void SaysWhereItFailed(string template, string place) =>
        Assert.Contains("failed to run template from spec: "
            + place, MessageTemplate.Parse(template).Value.Render(Data).Failure!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a\n{{ nope }}", "template: commit message:2:3: function \"nope\" not defined")]
    [InlineData("{{ if }}", "template: commit message:1:6: missing value for if")]
    [InlineData("\n\n {{ end }}", "template: commit message:3:4: unexpected {{end}}")]
    public void SaysWhereItDoesNotParse(string template, string expected) =>
        Assert.Equal("unable to create commit message template from spec: " + expected, MessageTemplate.Parse(template).Failure!.Message);

    /// <summary>A clock on which every look takes ten milliseconds.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks += TimeSpan.FromMilliseconds(10).Ticks;
    }
}
