using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using Xunit;
using static ImageAutomation.ImageReflector.Tests.Hooks.Authentication.Senders;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class GitLabSignatureTests
{
    private const string Id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    private static readonly string SigningToken = "whsec_" + Convert.ToBase64String(Key);
    private static readonly string Seconds = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void TakesTheExampleOfTheStandard()
    {
        var secret = Read(ReceiverType.GitLab, ("token", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        var request = Request(
            """{"test": 2432232314}""", ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        var then = DateTimeOffset.FromUnixTimeSeconds(1614265330);
        Assert.Null(HookAuthentication.Judge(ReceiverType.GitLab, secret, request, then).Refusal);
    }

    [Fact]
    public void IsEnough_And_AlwaysDecides()
    {
        var right = Sign(Seconds);
        Assert.Null(Refusal(Signed(right, Seconds)));
        Assert.Null(Refusal(Signed($"v1,{new string('A', 43)}= {right}", Seconds)));
        Assert.Null(Refusal(Signed($"v2,x v1a,y {right} junk", Seconds)));
        // A right token beside a wrong signature helps nobody.
        Assert.Equal(HookReasons.ProofWrong, Refusal(Signed("v1,AAAA", Seconds, ("X-Gitlab-Token", SigningToken))));
    }

    [Fact]
    public void DoesNotDecide_When_OnlyIdAndTimeCame()
    {
        Assert.Null(Refusal(Request(Body, ("webhook-id", Id), ("webhook-timestamp", "1"), ("X-Gitlab-Token", SigningToken))));
        Assert.Equal(HookReasons.ProofMissing, Refusal(Request(Body, ("webhook-id", Id), ("webhook-timestamp", Seconds))));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    [InlineData(-1_000_000_000, false)]
    [InlineData(1_000_000_000_000, false)]
    public void MustBeOfTheLastOrNextFiveMinutes(long seconds, bool isRight)
    {
        var time = (Now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(isRight ? null : HookReasons.ProofStale, Refusal(Signed(Sign(time), time)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1767323045")]
    [InlineData("1767323045.0")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-01-02T03:04:05Z")]
    public void MustHaveATimeInSeconds(string time) => Assert.Equal(HookReasons.ProofWrong, Refusal(Signed(Sign(time), time)));

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("V1,{0}")]
    [InlineData("v1{0}")]
    [InlineData("{0}")]
    [InlineData("v2,{0}")]
    [InlineData("v1,{0}=")]
    [InlineData("v1, {0}")]
    [InlineData("v1,{0},v1,{0}")]
    public void MustBeWellFormed(string format) => Assert.Equal(
        HookReasons.ProofWrong,
        Refusal(Signed(format.Replace("{0}", Sign(Seconds)["v1,".Length..], StringComparison.Ordinal), Seconds)));

    [Fact]
    public void CoversIdTimeAndBody()
    {
        var right = Sign(Seconds);
        var later = (Now.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture);
        (string, string)[] headers = [("webhook-signature", right), ("webhook-timestamp", Seconds)];
        Assert.Equal(HookReasons.ProofWrong, Refusal(Signed(right, later)));
        Assert.Equal(HookReasons.ProofWrong, Refusal(Request(Body, [.. headers, ("webhook-id", Id + "x")])));
        Assert.Equal(HookReasons.ProofWrong, Refusal(Request(Body + " ", [.. headers, ("webhook-id", Id)])));
        Assert.Equal(HookReasons.ProofMissing, Refusal(Request(Body, headers)));
        Assert.Equal(HookReasons.ProofAmbiguous, Refusal(Request(Body, [.. headers, ("webhook-id", Id), ("webhook-id", Id)])));
        Assert.Equal(HookReasons.ProofAmbiguous, Refusal(Request(Body, [.. headers, headers[0], ("webhook-id", Id)])));
        Assert.Equal(HookReasons.ProofAmbiguous, Refusal(Request(Body, [.. headers, headers[1], ("webhook-id", Id)])));
    }

    [Fact]
    public void NeedsASigningToken()
    {
        var request = Signed(Sign(Seconds), Seconds);
        foreach (var token in (string[])[SigningToken["whsec_".Length..], "whsec_", "whsec_?", "WHSEC_" + SigningToken[6..], "x"])
            Assert.Equal(HookReasons.ProofWrong, Refusal(request, Read(ReceiverType.GitLab, ("token", token))));
        Assert.Null(Refusal(request, Read(ReceiverType.GitLab, ("token", SigningToken + "\n"))));
        Assert.Null(Refusal(request, Read(ReceiverType.GitLab, ("token", "other"), ("previousToken", SigningToken))));
    }

    private static HookRequest Signed(string signature, string time, params (string, string)[] more) => Request(
        Body, [("webhook-id", Id), ("webhook-timestamp", time), ("webhook-signature", signature), .. more]);

    private static string Sign(string time) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{Id}.{time}.{Body}")));

    private static string? Refusal(HookRequest request, HookSecret? secret = null) =>
        Judge(ReceiverType.GitLab, request, secret ?? Read(ReceiverType.GitLab, ("token", SigningToken))).Refusal?.Reason;
}
