using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

/// <summary>Facts from the documentation of Go's fmt, strconv, time and path packages and of sprig's helpers.</summary>
public sealed class GoLanguageTests
{
    [Theory]
    [InlineData("printf \"%+.3e\" 12345.678", "+1.235e+04")]
    [InlineData("printf \"%08.3f|%-8.1f|\" -3.14159 2.25", "-003.142|2.2     |")]
    [InlineData("printf \"%x %X %#x %o %#o %O %b %#b\" -255 255 255 8 8 8 5 5", "-ff FF 0xff 10 010 0o10 101 0b101")]
    [InlineData("printf \"%U %#U\" 0x1F600 0x1F600", "U+1F600 U+1F600 '😀'")]
    [InlineData("printf \"%5t|%-6t|\" true false", " true|false |")]
    [InlineData("printf \"%q %q %+q %#q %#q\" 65 \"a\\tb\" \"é\" \"a\" \"a`\"", "'A' \"a\\tb\" \"\\u00e9\" `a` \"a`\"")]
    [InlineData("printf \"%v %v %v %v\" 1000000.0 123456789.0 0.00001 100000.0", "1e+06 1.23456789e+08 1e-05 100000")]
    [InlineData("printf \"%.3g %G %g\" 1234.5678 1e-10 1e100", "1.23e+03 1E-10 1e+100")]
    [InlineData("printf \"%.0f %.0f %.0f %.1f\" 0.5 1.5 2.5 0.25", "0 2 2 0.2")]
    [InlineData("printf \"% d|% d|%+d\" 5 -5 5", " 5|-5|+5")]
    [InlineData("printf \"%x|% X|%#x|%.2x\" \"hello\" \"abc\" \"abc\" \"abc\"", "68656c6c6f|61 62 63|0x616263|6162")]
    [InlineData("printf \"%6.2f%%\" 99.5", " 99.50%")]
    [InlineData("printf \"%5.1f|%-7.2s|%7.3s|\" 3.14159 \"日本語\" \"abcdef\"", "  3.1|日本     |    abc|")]
    [InlineData("printf \"%06d|%-6d|%+06d|%.3d\" 42 42 42 7", "000042|42    |+00042|007")]
    [InlineData("printf \"%d\" (dict \"a\" 1)", "map[%!d(string=a):1]")]
    [InlineData("printf \"%s\" (list 1 \"a\" nil)", "[%!s(int=1) a <nil>]")]
    [InlineData(
        "printf \"%#v %#v\" (list 1 \"a\" nil) (dict \"k\" (list))",
        "[]interface {}{1, \"a\", interface {}(nil)} map[string]interface {}{\"k\":[]interface {}{}}")]
    [InlineData("printf \"%#v\" .AutomationObject", "types.NamespacedName{Namespace:\"shop\", Name:\"auto\"}")]
    [InlineData("printf \"%T %T %T %T\" (list) .Values 1.5 (until 2)", "[]interface {} map[string]string float64 []int")]
    [InlineData("printf \"%v %v\" 2i (list nil)", "(0+2i) [<nil>]")]
    [InlineData("printf \"%[2]d %[1]d %d\" 1 2", "2 1 2")]
    [InlineData("printf \"%[3]d|%[x]d|%d\" 1", "%!d(BADINDEX)|%!d(BADINDEX)|1")]
    [InlineData("printf \"%-*d|%.*f\" 4 7 2 3.14159", "7   |3.14")]
    [InlineData("printf \"%s %d\" nil nil", "%!s(<nil>) %!d(<nil>)")]
    [InlineData("printf \"%e\" 0.0", "0.000000e+00")]
    [InlineData("print 1 2 \"a\" 3 4 true false", "1 2a3 4 true false")]
    public void FormatsAsGo(string pipeline, string expected) => Expect(pipeline, expected);

    [Theory]
    [InlineData("FirstName", "first_name")]
    [InlineData("HTTPServer", "http_server")]
    [InlineData("NoHTTPS", "no_https")]
    [InlineData("GO_PATH", "go_path")]
    [InlineData("GO PATH", "go_path")]
    [InlineData("GO-PATH", "go_path")]
    [InlineData("http2xx", "http_2xx")]
    [InlineData("HTTP20xOK", "http_20x_ok")]
    [InlineData("Duration2m3s", "duration_2m3s")]
    [InlineData("Bld4Floor3rd", "bld4_floor_3rd")]
    public void CutsWordsAsDocumented(string text, string expected)
    {
        Expect($"snakecase \"{text}\"", expected);
        Expect($"kebabcase \"{text}\"", expected.Replace('_', '-'));
    }

    [Theory]
    [InlineData("some_words", "SomeWords")]
    [InlineData("http_server", "HttpServer")]
    [InlineData("_complex__case_", "_Complex_Case_")]
    [InlineData("some words", "SomeWords")]
    [InlineData("GOLANG_IS_GREAT", "GolangIsGreat")]
    public void JoinsWordsAsDocumented(string text, string expected) => Expect($"camelcase \"{text}\"", expected);

    [Theory]
    [InlineData("(toDate \"2006-01-02T15:04:05.999Z07:00\" \"2024-03-04T05:06:07.125+02:30\")", "2024-03-04 05:06:07.125 +0230 +0230")]
    [InlineData("(toDate \"2006-01-02T15:04:05Z07:00\" \"2024-03-04T05:06:07+02:30\").UTC", "2024-03-04 02:36:07 +0000 UTC")]
    [InlineData(
        "(toDate \"Jan _2 06 3:04PM\" \"Feb  3 24 4:05PM\").Format \"Monday, 2 January 2006 15h04 002 __2 .000\"",
        "Saturday, 3 February 2024 16h05 034  34 .000")]
    [InlineData("(toDate \"2006-01-02\" \"2023-02-29\")", "0001-01-01 00:00:00 +0000 UTC")]
    [InlineData("(toDate \"2006-01-02\" \"2023-02-29\").IsZero", "true")]
    [InlineData("printf \"%v %d\" (toDate \"2006\" \"2023\").Month (toDate \"2006\" \"2023\").Weekday", "January 0")]
    [InlineData("mustDateModify \"-1.5h\" (toDate \"2006-01-02\" \"2024-01-01\") | printf \"%s\"", "2023-12-31 22:30:00 +0000 UTC")]
    [InlineData("duration \"3661\"", "1h1m1s")]
    [InlineData("duration (int64 86400)", "24h0m0s")]
    public void ReadsAndWritesTimes(string pipeline, string expected) => Expect(pipeline, expected);

    [Theory]
    [InlineData("base \"a/b/\"", "b")]
    [InlineData("base \"///\"", "/")]
    [InlineData("dir \"a\"", ".")]
    [InlineData("dir \"/a/b/\"", "/a/b")]
    [InlineData("clean \"../../a/./b/..\"", "../../a")]
    [InlineData("clean \"/..\"", "/")]
    [InlineData("ext \"a.b/c\"", "")]
    [InlineData("b64dec \"YQ\"", "illegal base64 data at input byte 2")]
    [InlineData("b64dec (b64enc \"Ünïcødé\")", "Ünïcødé")]
    [InlineData("b32dec (b32enc \"Ünïcødé\")", "Ünïcødé")]
    [InlineData("urlJoin (urlParse \"https://u:p@h:1/a?b=c#d\")", "https://u:p@h:1/a?b=c#d")]
    [InlineData("toPrettyJson (dict \"a\" (list 1 (dict)) \"b\" (list))", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")]
    [InlineData("toJson (list 1e21 1e-7 0.1 1e20 (\"\\xff\"))", "[1e+21,1e-7,0.1,100000000000000000000,\"\\ufffd\"]")]
    [InlineData("toJson (toDate \"2006-01-02\" \"2024-03-04\")", "\"2024-03-04T00:00:00Z\"")]
    [InlineData("toJson (semver \"v1.2\")", "\"1.2.0\"")]
    [InlineData("eq .AutomationObject .AutomationObject", "true")]
    [InlineData("divf 10 4", "2.5")]
    [InlineData("addf 0.1 0.2", "0.3")]
    [InlineData("div -9223372036854775808 -1", "-9223372036854775808")]
    [InlineData("wrap 10 \"a b c d e f g h\"", "a b c d e\nf g h")]
    public void ComputesAsDocumented(string pipeline, string expected) => Expect(pipeline, expected);

    [Theory]
    [InlineData("eq .Changed .Changed")]
    [InlineData("eq (list 1) (list 1)")]
    [InlineData("eq .AutomationObject \"x\"")]
    [InlineData("9223372036854775808")]
    [InlineData("repeat 2.5 \"a\"")]
    public void RefusesWhatGoRefuses(string pipeline)
    {
        var data = new MessageData { Automation = new ObjectKey("shop", "auto"), Changes = [] };

        Assert.False(MessageTemplate.Parse("{{ " + pipeline + " }}").Value.Render(data).IsSuccess);
    }

    private static void Expect(string pipeline, string expected)
    {
        var data = new MessageData { Automation = new ObjectKey("shop", "auto"), Changes = [], Values = new Dictionary<string, string>() };

        var rendered = MessageTemplate.Parse("{{ " + pipeline + " }}").Then(t => t.Render(data));

        Assert.Equal(expected, rendered.IsSuccess ? rendered.Value : rendered.Failure.Message);
    }
}
