using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class HookSecretTests
{
    [Theory]
    [InlineData(ReceiverType.GitLab, "")]
    [InlineData(ReceiverType.GitLab, "previousToken=x")]
    [InlineData(ReceiverType.GitLab, "token=")]
    [InlineData(ReceiverType.Gcr, "token=x")]
    [InlineData(ReceiverType.Gcr, "token=x email=a")]
    [InlineData(ReceiverType.Gcr, "token=x audience=a")]
    [InlineData(ReceiverType.Gcr, "token=x audience=a email=")]
    public void IsNotFound_When_AKeyIsMissingOrEmpty(ReceiverType type, string keys)
    {
        var failure = HookSecret.Read(Of(keys), type).Failure;
        Assert.Equal(HookReasons.TokenNotFound, failure?.Reason);
        Assert.Contains("'apps/hook'", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token=x header=", "'header'")]
    [InlineData("token=x header=X:Y", "'header'")]
    [InlineData("token=x header=Ä", "'header'")]
    [InlineData("token=x signatureHeader= signatureFormat=hex", "'signatureHeader'")]
    [InlineData("token=x signatureHeader=X-S", "'signatureFormat'")]
    [InlineData("token=x signatureHeader=X-S signatureFormat=HEX", "'signatureFormat'")]
    [InlineData("token=x signatureFormat=hex", "'signatureFormat'")]
    public void IsInvalid_When_AnOptionalKeyMeansNothing(string keys, string named)
    {
        var failure = HookSecret.Read(Of(keys), ReceiverType.Generic).Failure;
        Assert.Equal(HookReasons.InvalidSecret, failure?.Reason);
        Assert.Contains(named, failure?.Message, StringComparison.Ordinal);
        Assert.Contains("'apps/hook'", failure?.Message, StringComparison.Ordinal);
        Assert.True(HookSecret.Read(Of(keys), ReceiverType.Harbor).IsSuccess); // no other type uses them
    }

    [Fact]
    public void KeepsTokensAsTheyAre_And_TrimsLineEndsOfTexts()
    {
        var secret = Senders.Read(
            ReceiverType.Generic, ("token", " t\n"), ("previousToken", "p\r\n"), ("header", "X-Auth\n"), ("signatureHeader", "X-Sig\r\n"),
            ("signatureFormat", "alg=hex\n"));
        Assert.Equal(" t\n"u8, secret.Token.Span);
        Assert.Equal("p\r\n"u8, secret.Tokens[1].Span);
        Assert.Equal(("X-Auth", "X-Sig", SignatureFormat.AlgorithmHex), (secret.Header, secret.SignatureHeader, secret.SignatureFormat));
        var google = Senders.Read(ReceiverType.Gcr, ("token", "t"), ("email", "a@b\n"), ("audience", "https://x\n"));
        Assert.Equal(("a@b", "https://x"), (google.Email, google.Audience));
    }

    [Fact]
    public void ReadsStringDataAsWell() => Assert.Equal(
        "t"u8, HookSecret.Read(
            new Secret { StringData = new Dictionary<string, string> { ["token"] = "t" } }, ReceiverType.GitHub).Value.Token.Span);

    [Fact]
    public void HasNoEmptyPreviousToken()
    {
        Assert.Single(Senders.Read(ReceiverType.GitLab, ("token", "t"), ("previousToken", "")).Tokens);
        Assert.Single(Senders.Read(ReceiverType.GitLab).Tokens);
    }

    [Fact]
    public void ShowsNoValue() =>
        Assert.DoesNotContain(Senders.Token, $"{Senders.Read(ReceiverType.GitLab)}{new HookTrust
        {
            Type = ReceiverType.GitLab,
            Secret = Senders.Read(ReceiverType.GitLab),
        }}", StringComparison.Ordinal);

    private static Secret Of(string keys) => Senders.SecretOf([.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], Encoding.UTF8.GetBytes(pair[1])))]);
}
