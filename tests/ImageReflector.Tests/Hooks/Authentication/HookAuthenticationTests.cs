using System.Text;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using Xunit;
using static ImageAutomation.ImageReflector.Tests.Hooks.Authentication.Senders;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class HookAuthenticationTests
{
    private const string Right = "1c86c008dd5273de99f3ca8b86a44e21709a51955f8ec64dcfc4926c192cf833"; // sha256 of Token and Body
    private static readonly (string, string) Json = ("Content-Type", "application/json; charset=utf-8");
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");

    public static TheoryData<string> WrongHexes => [.. new[]
    {
        "", "=", "sha256=", "sha256", Right, "md5=" + Right[..32], "SHA256=" + Right, " sha256=" + Right, "sha256= " + Right,
        "sha256=" + Right[..^1], "sha256=" + Right[..^2], "sha256=" + Right + "00", "sha256=" + Right + "0", "sha256=0x" + Right[2..],
        "sha1=" + Right, "sha512=" + Right, "sha256=" + Right[..40], "sha256=" + new string('é', 64), "sha256=" + "\ud800" + Right[1..],
        "sha256=0" + Right[1..], "sha256=" + Right[..^1] + "4", "sha256=" + Right + ",sha256=" + Right,
    }];

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public void GenericHmac_TakesAlgorithmAndDigits(string algorithm)
    {
        Assert.True(Judge(ReceiverType.GenericHmac, Request(Body, ("X-Signature", $"{algorithm}={Hex(algorithm, Body)}"))).IsAuthentic);
        var upper = $"{algorithm}={Hex(algorithm, Body).ToUpperInvariant()}";
        Assert.True(Judge(ReceiverType.GenericHmac, Request(Body, ("x-signature", upper))).IsAuthentic);
        Refuses(HookReasons.ProofWrong, ReceiverType.GenericHmac, Body + " ", ("X-Signature", $"{algorithm}={Hex(algorithm, Body)}"));
    }

    [Fact]
    public void GenericHmac_TakesTheKnownSignature() =>
        Assert.True(Judge(ReceiverType.GenericHmac, Request(Body, ("X-Signature", "sha256=" + Right))).IsAuthentic);

    [Theory]
    [MemberData(nameof(WrongHexes))]
    public void Signatures_AreRefused_When_AnythingDiffers(string text)
    {
        Refuses(HookReasons.ProofWrong, ReceiverType.GenericHmac, Body, ("X-Signature", text));
        Refuses(HookReasons.ProofWrong, ReceiverType.GitHub, Body, Json, ("X-Hub-Signature-256", text));
        Refuses(HookReasons.ProofWrong, ReceiverType.Bitbucket, Body, Json, ("X-Hub-Signature", text));
    }

    [Fact]
    public void Proofs_AreRefused_When_TheyComeTwiceOrNot()
    {
        var rightOnce = new Dictionary<ReceiverType, (string Name, string Value)>
        {
            [ReceiverType.GenericHmac] = ("X-Signature", "sha256=" + Right),
            [ReceiverType.GitHub] = ("X-Hub-Signature-256", "sha256=" + Right),
            [ReceiverType.Bitbucket] = ("X-Hub-Signature", "sha256=" + Right),
            [ReceiverType.GitLab] = ("X-Gitlab-Token", Token),
            [ReceiverType.Harbor] = ("Authorization", Token),
            [ReceiverType.Nexus] = ("X-Nexus-Webhook-Signature", Hex("sha1", Body)),
        };
        foreach (var (type, header) in rightOnce)
        {
            Assert.True(Judge(type, Request(Body, Json, header)).IsAuthentic, type.ToString());
            Refuses(HookReasons.ProofMissing, type, Body, Json);
            Refuses(HookReasons.ProofAmbiguous, type, Body, Json, header, header);
            Refuses(HookReasons.ProofAmbiguous, type, Body, Json, header, (header.Name, "wrong"));
        }
    }

    [Fact]
    public void GitHub_LetsTheBetterSignatureDecide()
    {
        var sha1 = ("X-Hub-Signature", "sha1=" + Hex("sha1", Body));
        Assert.True(Judge(ReceiverType.GitHub, Request(Body, Json, sha1)).IsAuthentic);
        Refuses(HookReasons.ProofWrong, ReceiverType.GitHub, Body, Json, sha1, ("X-Hub-Signature-256", "sha256=0" + Right[1..]));
        Refuses(HookReasons.ProofWrong, ReceiverType.GitHub, Body, Json, sha1, ("X-Hub-Signature-256", ""));
        Refuses(
            HookReasons.ProofAmbiguous, ReceiverType.GitHub, Body, Json, sha1, ("X-Hub-Signature-256", "sha256=" + Right),
            ("X-Hub-Signature-256", "sha256=" + Right));
    }

    [Theory]
    [InlineData("payload=%7B%22a%22%3A+%22%C3%A4%22%7D", """{"a": "ä"}""")]
    [InlineData("x=1&p%61yload={}&y", "{}")]
    [InlineData("payload=", "")]
    public void GitHub_ReadsForms(string form, string payload)
    {
        var verdict = Judge(ReceiverType.GitHub, Request(form, Form, ("X-Hub-Signature-256", "sha256=" + Hex("sha256", form))));
        Assert.True(verdict.IsAuthentic);
        Assert.Equal((payload, "application/json"), (Encoding.UTF8.GetString(verdict.Payload.Span), verdict.MediaType));
        Refuses(HookReasons.ProofWrong, ReceiverType.GitHub, form, Form, ("X-Hub-Signature-256", "sha256=" + Hex("sha256", payload + " ")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("payload")]
    [InlineData("payload=1&payload=1")]
    [InlineData("payload=1&payload=%")]
    [InlineData("payload=%4")]
    [InlineData("payload=%zz")]
    [InlineData("Payload=1")]
    public void GitHub_RefusesFormsWithoutOnePayload(string form) =>
        Refuses(HookReasons.BodyUnreadable, ReceiverType.GitHub, form, Form, ("X-Hub-Signature-256", "sha256=" + Hex("sha256", form)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/jsonx")]
    [InlineData("application/json, text/plain")]
    public void GitHub_RefusesOtherMediaTypes(string? type)
    {
        (string, string)[] headers = [("X-Hub-Signature-256", "sha256=" + Right), .. type is null ? [] : new[] { ("Content-Type", type) }];
        Refuses(HookReasons.BodyUnreadable, ReceiverType.GitHub, Body, headers);
        Refuses(HookReasons.BodyUnreadable, ReceiverType.GitHub, Body, [.. headers, Json, Json]);
    }

    [Theory]
    [InlineData(ReceiverType.GitLab, "X-Gitlab-Token")]
    [InlineData(ReceiverType.Harbor, "Authorization")]
    public void Tokens_MustBeEqual(ReceiverType type, string header)
    {
        var verdict = Judge(type, Request(Body, (header, Token)));
        Assert.True(verdict.IsAuthentic);
        Assert.Equal(Body, Encoding.UTF8.GetString(verdict.Payload.Span));
        foreach (var wrong in (string[])["", "x", "uest-token", "test-tokeo", "test-toke", "test-token1", "Test-token", " test-token",
            "test-token ", "Bearer test-token", "test-token\0", "test-token, test-token", "\ud800"])
            Refuses(HookReasons.ProofWrong, type, Body, (header, wrong));
    }

    [Fact]
    public void Tokens_OfManyBytesAndOfAnyAreCompared()
    {
        var token = new string('ä', 50_000);
        var secret = Read(ReceiverType.Harbor, ("token", token));
        Assert.True(Judge(ReceiverType.Harbor, Request(Body, ("Authorization", token)), secret).IsAuthentic);
        Assert.False(Judge(ReceiverType.Harbor, Request(Body, ("Authorization", token[1..])), secret).IsAuthentic);
        var bytes = HookSecret.Read(SecretOf(("token", [0xff])), ReceiverType.Harbor).Value;
        foreach (var text in (string[])["ÿ", "\ufffd", "\udcff", ""])
            Assert.False(Judge(ReceiverType.Harbor, Request(Body, ("Authorization", text)), bytes).IsAuthentic);
    }

    [Fact]
    public void Tokens_WithALineEndMatchHeadersWithout_But_SignWithIt()
    {
        var secret = Read(ReceiverType.GitLab, ("token", Token + "\n"));
        Assert.True(Judge(ReceiverType.GitLab, Request(Body, ("X-Gitlab-Token", Token)), secret).IsAuthentic);
        var blank = Read(ReceiverType.GitLab, ("token", "\n"));
        Assert.False(Judge(ReceiverType.GitLab, Request(Body, ("X-Gitlab-Token", "")), blank).IsAuthentic);
        Assert.False(Judge(ReceiverType.GenericHmac, Request(Body, ("X-Signature", "sha256=" + Right)), secret).IsAuthentic);
        var signed = "sha256=" + Hex("sha256", Body, Token + "\n");
        Assert.True(Judge(ReceiverType.GenericHmac, Request(Body, ("X-Signature", signed)), secret).IsAuthentic);
    }

    [Fact]
    public void EmptyTokens_SignNothing()
    {
        var secret = Read(ReceiverType.GenericHmac, ("token", Token), ("previousToken", ""));
        foreach (var one in (HookSecret?[])[null, secret])
        {
            var request = Request(Body, ("X-Signature", "sha256=" + Hex("sha256", Body, "")));
            Assert.False(Judge(ReceiverType.GenericHmac, request, one).IsAuthentic);
        }
    }

    [Fact]
    public void PreviousToken_IsAcceptedWhereverTheTokenIs()
    {
        const string Pretty = "{ \"a\" :\n\t\"b c\" }";
        (ReceiverType Type, Func<string, (string, string)> Header)[] senders =
        [
            (ReceiverType.GenericHmac, token => ("X-Signature", "sha512=" + Hex("sha512", Pretty, token))),
            (ReceiverType.GitHub, token => ("X-Hub-Signature-256", "sha256=" + Hex("sha256", Pretty, token))),
            (ReceiverType.Bitbucket, token => ("X-Hub-Signature", "sha256=" + Hex("sha256", Pretty, token))),
            (ReceiverType.GitLab, token => ("X-Gitlab-Token", token)),
            (ReceiverType.Harbor, token => ("Authorization", token)),
            (ReceiverType.Nexus, token => ("X-Nexus-Webhook-Signature", Hex("sha1", """{"a":"b c"}""", token))),
            (ReceiverType.Generic, token => ("X-Auth", token)),
        ];
        foreach (var (type, header) in senders)
        {
            var secret = Read(type, ("token", "new"), ("previousToken", "old"), ("header", "X-Auth"));
            foreach (var (token, isRight) in ((string, bool)[])[("new", true), ("old", true), ("older", false), ("", false)])
                Assert.Equal(isRight, Judge(type, Request(Pretty, Json, header(token)), secret).IsAuthentic);
        }
    }

    [Fact]
    public void Nexus_SignsWhatItSends_Or_TheSameWithoutWhiteSpace()
    {
        const string Pretty = "{\r\n  \"name\" : \"a \\\" b\",\t\"back\": \"\\\\\" , \"n\": [ 1, 2 ]\n}\n";
        const string Compact = "{\"name\":\"a \\\" b\",\"back\":\"\\\\\",\"n\":[1,2]}";
        Assert.Equal(Compact, Encoding.UTF8.GetString(CompactJson.Of(Encoding.UTF8.GetBytes(Pretty))));
        const string Header = "X-Nexus-Webhook-Signature";
        Assert.True(Judge(ReceiverType.Nexus, Request(Pretty, (Header, Hex("sha1", Pretty)))).IsAuthentic);
        Assert.True(Judge(ReceiverType.Nexus, Request(Pretty, (Header, Hex("sha1", Compact).ToUpperInvariant()))).IsAuthentic);
        var other = Pretty.Replace("a \\", "a\\", StringComparison.Ordinal);
        Refuses(HookReasons.ProofWrong, ReceiverType.Nexus, other, (Header, Hex("sha1", Compact)));
        Refuses(HookReasons.ProofWrong, ReceiverType.Nexus, Pretty, (Header, "sha1=" + Hex("sha1", Compact)));
        Refuses(HookReasons.ProofWrong, ReceiverType.Nexus, Pretty, (Header, ""));
    }

    [Fact]
    public void Generic_AsksForNothing_But_WhatItsSecretNames()
    {
        Assert.True(Judge(ReceiverType.Generic, Request("")).IsAuthentic);
        const string Name = "X-JFrog-Event-Auth";
        var token = Read(ReceiverType.Generic, ("token", Token), ("header", Name));
        Assert.True(Judge(ReceiverType.Generic, Request(Body, (Name, Token)), token).IsAuthentic);
        Assert.Equal(HookReasons.ProofMissing, Judge(ReceiverType.Generic, Request(Body), token).Refusal?.Reason);
        Assert.Equal(HookReasons.ProofWrong, Judge(ReceiverType.Generic, Request(Body, (Name, "x")), token).Refusal?.Reason);
        Assert.Equal(
            HookReasons.ProofAmbiguous, Judge(ReceiverType.Generic, Request(Body, (Name, Token), (Name, Token)), token).Refusal?.Reason);
    }

    [Theory]
    [InlineData("hex", Right, true)]
    [InlineData("hex", "sha256=" + Right, false)]
    [InlineData("alg=hex", "sha256=" + Right, true)]
    [InlineData("alg=hex", Right, false)]
    [InlineData("base64", "HIbACN1Sc96Z88qLhqROIXCaUZVfjsZNz8SSbBks+DM=", true)]
    [InlineData("base64", "HIbACN1Sc96Z88qLhqROIXCaUZVfjsZNz8SSbBks+DM", false)]
    [InlineData("base64", "HIbACN1Sc96Z88qLhqROIXCaUZVfjsZNz8SSbBks-DM=", false)]
    [InlineData("base64", "IIbACN1Sc96Z88qLhqROIXCaUZVfjsZNz8SSbBks+DM=", false)]
    [InlineData("base64", "HIbACN1Sc96Z88qLhqROIXCaUZVfjsZNz8SSbBks   =", false)]
    [InlineData("base64", Right, false)]
    public void Generic_ReadsSignaturesAsItsSecretSays(string format, string value, bool isRight)
    {
        var secret = Read(ReceiverType.Generic, ("token", Token), ("signatureHeader", "X-Sign"), ("signatureFormat", format));
        Assert.Equal(isRight, Judge(ReceiverType.Generic, Request(Body, ("X-Sign", value)), secret).IsAuthentic);
    }

    [Fact]
    public void Generic_AsksForBoth_When_TheSecretNamesTwoHeaders()
    {
        var secret = Read(
            ReceiverType.Generic, ("token", Token), ("header", "X-Auth"), ("signatureHeader", "X-Sign"), ("signatureFormat", "hex"));
        Assert.True(Judge(ReceiverType.Generic, Request(Body, ("X-Auth", Token), ("X-Sign", Right)), secret).IsAuthentic);
        Assert.False(Judge(ReceiverType.Generic, Request(Body, ("X-Auth", Token)), secret).IsAuthentic);
        Assert.False(Judge(ReceiverType.Generic, Request(Body, ("X-Sign", Right)), secret).IsAuthentic);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData(" {\"a\":[1]} ", true)]
    [InlineData("", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("{} {}", false)]
    [InlineData("{\"a\":1,\"a\":2}", false)]
    [InlineData("{\"a\":", false)]
    [InlineData("\ufeff{}", false)]
    public void PathAloneTypes_WantAJsonObject(string body, bool isRight)
    {
        foreach (var type in (ReceiverType[])[ReceiverType.DockerHub, ReceiverType.Quay])
            Assert.Equal(isRight ? null : HookReasons.BodyUnreadable, Judge(type, Request(body)).Refusal?.Reason);
        Assert.True(Judge(ReceiverType.Generic, Request(body)).IsAuthentic);
        Assert.True(Judge(ReceiverType.CdEvents, Request(body)).IsAuthentic);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("[{}]", true)] // as Event Grid sends
    [InlineData("null", false)]
    [InlineData("1", false)]
    [InlineData("[{\"a\":1,\"a\":2}]", false)]
    public void Acr_WantsAJsonObjectOrAnArray(string body, bool isRight) =>
        Assert.Equal(isRight ? null : HookReasons.BodyUnreadable, Judge(ReceiverType.Acr, Request(body)).Refusal?.Reason);

    [Fact]
    public void DeepJson_IsRefused() =>
        Refuses(HookReasons.BodyUnreadable, ReceiverType.Quay, $"{{\"a\":{new string('[', 10_000)}{new string(']', 10_000)}}}");

    [Fact]
    public void Events_AreThoseOfTheTypesHeader()
    {
        (string, string)[] names = [("X-GitHub-Event", "push"), ("X-Gitlab-Event", "Push Hook"), ("X-Event-Key", "repo:push"),
            ("Ce-Type", "dev.cdevents.artifact.published.0.1.1"), Json, ("X-Hub-Signature", "sha256=" + Right), ("X-Gitlab-Token", Token)];
        Assert.Equal("push", Judge(ReceiverType.GitHub, Request(Body, names)).EventName);
        Assert.Equal("Push Hook", Judge(ReceiverType.GitLab, Request(Body, names)).EventName);
        Assert.Equal("repo:push", Judge(ReceiverType.Bitbucket, Request(Body, names)).EventName);
        Assert.Equal("dev.cdevents.artifact.published.0.1.1", Judge(ReceiverType.CdEvents, Request(Body, names)).EventName);
        Assert.Null(Judge(ReceiverType.Generic, Request(Body, names)).EventName);
        Assert.Null(Judge(ReceiverType.CdEvents, Request(Body, [.. names, ("ce-type", "x")])).EventName);
    }

    [Theory]
    [InlineData(ReceiverType.GitHub, "", null, true)]
    [InlineData(ReceiverType.GitHub, "ping push", "PUSH", true)]
    [InlineData(ReceiverType.GitHub, "ping", "push", false)]
    [InlineData(ReceiverType.GitHub, "ping", null, false)]
    [InlineData(ReceiverType.Harbor, "ping", null, true)]
    public void Events_AreAdmittedInAnyCase(ReceiverType type, string listed, string? name, bool isAdmitted) =>
        Assert.Equal(isAdmitted, HookEvents.Admit(type, listed.Split(' ', StringSplitOptions.RemoveEmptyEntries), name));

    private static void Refuses(string reason, ReceiverType type, string body, params (string, string)[] headers)
    {
        var verdict = Judge(type, Request(body, headers));
        Assert.Equal(reason, verdict.Refusal?.Reason);
        Assert.True(verdict.Payload.IsEmpty);
        Assert.DoesNotContain(Token, verdict.ToString(), StringComparison.Ordinal);
    }
}
