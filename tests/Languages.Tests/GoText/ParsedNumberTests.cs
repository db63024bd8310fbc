using System.Diagnostics;
using ImageAutomation.Languages.GoText.Numbers;
using Xunit;

namespace ImageAutomation.Languages.Tests.GoText;

public sealed class ParsedNumberTests
{
    [Theory]
    [InlineData("9007199254740993", "9007199254740992", 1)]
    [InlineData("20240101123456789", "20240101123456788", 1)]
    [InlineData("0.1", "0.10000000000000000001", -1)]
    [InlineData("1e400000000000000000000e", "1", 0, false)]
    [InlineData("-9007199254740993", "-9007199254740992", -1)]
    [InlineData("1_000", "1000.0", 0)]
    [InlineData("00012.500", "12.5", 0)]
    [InlineData("1e-400", "0", 1)]
    [InlineData("-0", "0", 0)]
    [InlineData("0x1p4", "16", 0)]
    [InlineData("0x1p4", "16.0000000000000000000000000000001", -1)]
    [InlineData("0x1.8p1", "0x3p0", 0)]
    [InlineData("0x1p-1074", "4e-324", 1)]
    [InlineData("inf", "1e308", 1)]
    [InlineData("-Infinity", "-1e308", -1)]
    [InlineData("nan", "1", 0)]
    [InlineData("1000e-3", "1", 0)]
    [InlineData("1e308", "9.999e307", 1)]
    public void ComparesExactly(string left, string right, int expected, bool parses = true)
    {
        Assert.Equal(parses, ParsedNumber.TryParse(left, out var a));
        Assert.True(ParsedNumber.TryParse(right, out var b));
        if (!parses) return;
        Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
        Assert.Equal(-expected, Math.Sign(b.CompareTo(a)));
    }

    [Theory]
    [InlineData("1.7976931348623157e308", true)]
    [InlineData("1.7976931348623158e308", true)]
    [InlineData("1.7976931348623159e308", false)]
    [InlineData("0x1.fffffffffffffp1023", true)]
    [InlineData("0x1.fffffffffffff7p1023", true)]
    [InlineData("0x1.fffffffffffff8p1023", false)]
    [InlineData("0x1p1024", false)]
    [InlineData("0e999999999999999999999999", true)]
    [InlineData("1e-999999999999999999999999", true)]
    [InlineData("1e999999999999999999999999", false)]
    public void WhatRoundsBeyondTheGreatestDoubleIsNoNumber(string text, bool parses) =>
        Assert.Equal(parses, ParsedNumber.TryParse(text, out _));

    [Fact]
    public void LongNumbersTakeLittleTime()
    {
        var digits = new string('9', 10_000);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(ParsedNumber.TryParse($"0.{digits}1", out var a));
            Assert.True(ParsedNumber.TryParse($"{digits}2e-10000", out var b));
            Assert.True(a.CompareTo(b) < 0);
            Assert.False(ParsedNumber.TryParse(digits, out _));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }
}
