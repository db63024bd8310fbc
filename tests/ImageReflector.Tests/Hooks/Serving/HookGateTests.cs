using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Tests.Hooks.Authentication;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

/// <summary>What gets through to a Receiver for Pub/Sub, whose keys are Google's; here they are a stand-in's.</summary>
public sealed class HookGateTests : IAsyncLifetime
{
    private const string Email = "push@project.iam.gserviceaccount.com";

    private IssuerStandIn issuer = null!; // made by InitializeAsync
    private HookHouse house = null!; // made by InitializeAsync

    public async Task InitializeAsync()
    {
        issuer = await IssuerStandIn.StartAsync();
        house = await HookHouse.StartAsync(house =>
        {
            house.Secret($"token: {HookHouse.Token}, email: {Email}, audience: hooks");
            house.Receiver("type: gcr, secretRef: {name: hook}");
        });
        await house.ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await house.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"message":{"data":"bm90IGpzb24="}}""")]
    [InlineData("""{"message":{"data":"***"}}""")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task AuthenticRubbish_IsTaken_BecauseItsSenderNeverGivesUp(string body)
    {
        var (result, heard) = await LetInAsync(body, Email);
        Assert.Null(result);
        Assert.Empty(heard!.News.Images); // it got through
    }

    [Fact]
    public async Task AnAuthenticPush_IsRead()
    {
        var data = Convert.ToBase64String("""{"action":"INSERT","tag":"eu-docker.pkg.dev/p/r/api:1.4.2"}"""u8);
        var (_, heard) = await LetInAsync($$$"""{"message":{"data":"{{{data}}}"}}""", Email);
        var image = Assert.Single(heard!.News.Images);
        Assert.Equal(("eu-docker.pkg.dev", "p/r/api", "1.4.2"), (image.Host, image.Path, image.Tag));
        Assert.Equal("INSERT", heard.Body.GetProperty("action").GetString()); // as its filters are written
    }

    [Fact]
    public async Task SomebodyElsesToken_IsRefused() =>
        Assert.Equal((HookResult.Refused, null), await LetInAsync("{}", "other@project.iam.gserviceaccount.com"));

    private async Task<(HookResult? Result, Hearing? Heard)> LetInAsync(string body, string email)
    {
        var time = TimeProvider.System;
        var cache = new ResourceCache<Receiver>(house.Source);
        var receiver = (await house.FindAsync<Receiver>("hook"))!;
        cache.Observe(receiver);
        var keys = new IssuerKeys(new IssuerDocuments(new AddressGate(), time).ReadKeysAsync, time);
        var gate = new HookGate(
            cache, new HookSecrets(house.Source, time),
            new HookAuthenticator(new TokenVerifier(keys, KeySource.KeySet(issuer.KeySetUrl), time), time), _ => { }, time);
        var until = time.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var token = issuer.Rs256(
            $$"""{"iss":"https://accounts.google.com","aud":"hooks","email":"{{email}}","email_verified":true,"exp":{{until}}}""");
        HookRequest request = Senders.Request(body, ("Content-Type", "application/json"), ("Authorization", "Bearer " + token));
        var served = new ServedReceiver
        {
            Receiver = receiver,
            Type = ReceiverType.Gcr,
            Paths = [HookHouse.PathOf()],
            Filters = ReceiverFilters.Compile(receiver.Spec, ReceiverType.Gcr).Value,
        };
        return await gate.LetInAsync(served, HookHouse.PathOf(), request, CancellationToken.None);
    }
}
