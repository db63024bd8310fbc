using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class HookPathTests
{
    [Theory]
    [InlineData("test-token", "registry", "/hook/e23145af8752787b1eb938c1290f7b85cf177e5411d86c410d0734d303844340")]
    [InlineData("test-token\n", "registry", "/hook/107b4a8624ef1ee05e264a7c8faba7256846199de49a15988d4f07b11c3be619")]
    [InlineData("", "ci", "/hook/9b9815922b27445c9fa5735959a8520009d9203b6cfda773ff13394caed3f1ff")]
    public void IsTheOneOfFlux(string token, string name, string path) =>
        Assert.Equal(path, HookPath.Of(Encoding.UTF8.GetBytes(token), name, "apps"));

    [Fact]
    public void TakesTokensAsTheyAre()
    {
        byte[] token = [0xff, 0, (byte)'\n', .. new byte[100 * 1024]];
        var expected = Convert.ToHexStringLower(SHA256.HashData([.. token, .. "registryapps"u8]));
        var secret = HookSecret.Read(Senders.SecretOf(("token", token)), ReceiverType.Harbor).Value;
        Assert.Equal("/hook/" + expected, HookPath.Of(secret.Token.Span, "registry", "apps"));
    }

    [Fact]
    public void MayBeSharedByReceiversWithoutToken() => Assert.Equal(HookPath.Of([], "a1", "team"), HookPath.Of([], "a", "1team"));

    [Fact]
    public void IsServedForBothTokens_While_OneReplacesTheOther()
    {
        var trust = new HookTrust
        {
            Type = ReceiverType.Harbor,
            Secret = Senders.Read(ReceiverType.Harbor, ("token", "new"), ("previousToken", "old")),
        };
        Assert.Equal([HookPath.Of("new"u8, "registry", "apps"), HookPath.Of("old"u8, "registry", "apps")], trust.Paths("registry", "apps"));
        Assert.Equal(
            [HookPath.Of([], "registry", "apps")], new HookTrust { Type = ReceiverType.GenericOidc }.Paths("registry", "apps"));
    }
}
