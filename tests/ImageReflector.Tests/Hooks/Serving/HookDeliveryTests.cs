using System.Net;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Tests.Hooks.Payloads;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

/// <summary>From a request over HTTP to what the registry is asked, and what comes of it.</summary>
public sealed class HookDeliveryTests
{
    private const string PushedDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string[] Paths = ["shop/api", "acme/api", "api", "p/r/api", "local/shop/api", "other/api", "shop/myapi"];

    /// <summary>Small bodies of all senders, each with tag 1.4.2, and the repository that is meant.</summary>
    public static TheoryData<string> SmallBodies()
    {
        var data = new TheoryData<string>();
        foreach (string row in HookCase.Names())
            if (row.EndsWith("-small.json", StringComparison.Ordinal)) data.Add(row);
        return data.Count >= 12 ? data : throw new InvalidOperationException("cases are missing");
    }

    [Theory]
    [MemberData(nameof(SmallBodies))]
    public async Task EverySendersPush_IsOneLookAtTheRightRepository(string name)
    {
        var sent = HookCase.Load(name);
        var image = sent.Expected["images"]![0]!; // a push of one image
        var meant = (string)image["path"]! switch
        {
            var path when Paths.Contains(path) => path,
            var path => Assert.Single(Paths, one => one.EndsWith("/" + path, StringComparison.Ordinal)),
        };
        await using var house = await HookHouse.StartAsync(house =>
        {
            house.Secret();
            house.Receiver(resources: string.Join(", ", Paths.Select(path => $"{{kind: ImageRepository, name: {NameOf(path)}}}")));
            foreach (var path in Paths) house.Repository(NameOf(path), path);
        });
        await house.ReadyAsync();
        foreach (var path in Paths) house.Push(path, "1.4.2");
        house.Registry.OnManifest = context =>
        {
            if ((string?)image["digest"] is { } digest) context.Response.Headers["Docker-Content-Digest"] = digest;
        };
        using var answer = await house.SendAsync(
            sent.Body!.ToJsonString(), headers: [.. sent.Headers.Where(h => h.Key != "Content-Type").Select(h => (h.Key, h.Value))]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await house.JoinsAsync("1.4.2", NameOf(meant));
        Assert.Equal([meant + ":1.4.2"], house.Looks);
        Assert.Equal(Paths.Length, house.Listings); // those of the start
    }

    [Fact]
    public async Task AHint_ElectsItsTag()
    {
        await using var house = await StartAsync();
        house.Push("app", "1.1.0");
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Told("1.1.0"), authorization: HookHouse.Token));
        await Eventually.HoldsAsync(
            async () => (await house.FindAsync<ImagePolicy>("app"))?.Status.LatestRef?.Tag == "1.1.0", () => house.Said);
        Assert.Equal((1, 1), (house.Listings, house.Looks.Count));
        await Eventually.HoldsAsync(() => house.Counted("imageautomation_webhook_to_election_seconds_count") == 1);
        Assert.Equal(1, house.Counted("imageautomation_webhook_hints_total{result=\"confirmed\"}"));
        Assert.Equal(1, house.Counted("imageautomation_webhooks_total{type=\"harbor\",result=\"done\"}"));
    }

    [Fact]
    public async Task ATagThatComesAfterItsEvent_JoinsWithoutAListing()
    {
        await using var house = await StartAsync();
        house.Registry.Override = context =>
        {
            if (house.Looks.Count == 3) house.Push("app", "1.1.0");
            return Task.FromResult(false);
        };
        await house.PostAsync(Told("1.1.0"), authorization: HookHouse.Token);
        await house.JoinsAsync("1.1.0");
        Assert.Equal((1, 3), (house.Listings, house.Looks.Count));
    }

    [Fact]
    public async Task TheHigherOfTwoTags_IsElected_InWhateverOrderTheyCome()
    {
        await using var house = await StartAsync();
        foreach (var tag in (string[])["1.2.0", "1.1.0"])
        {
            house.Push("app", tag);
            await house.PostAsync(Told(tag), authorization: HookHouse.Token);
            await house.JoinsAsync(tag);
        }

        await Eventually.HoldsAsync(async () => (await house.FindAsync<ImagePolicy>("app"))?.Status.LatestRef?.Tag == "1.2.0");
        Assert.Equal(1, house.Listings);
    }

    [Fact]
    public async Task APolicyThatFollowsADigest_HearsOfAMovedTag()
    {
        await using var house = await StartAsync(house => house.Policy("app", "  digestReflectionPolicy: Always\n  interval: 1h\n"));
        house.Push("app", "1.0.0");
        await house.PostAsync(Told("1.0.0"), authorization: HookHouse.Token);
        string? before = null;
        await Eventually.HoldsAsync(async () => (before = await DigestAsync()) is not null);
        house.Registry.Manifests["app:1.0.0"] = """{"schemaVersion":2}"""u8.ToArray();
        await house.PostAsync(Told("1.0.0"), authorization: HookHouse.Token);
        await Eventually.HoldsAsync(
            async () => await DigestAsync() is { } now && now != before, () => house.Said);
        Assert.Equal(1, house.Listings);

        async Task<string?> DigestAsync() => (await house.FindAsync<ImagePolicy>("app"))?.Status.LatestRef?.Digest;
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData(PushedDigest)]
    [InlineData(
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    public async Task WhatIsNoTag_IsNeverAskedAbout(string tag)
    {
        await using var house = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Told(tag), authorization: HookHouse.Token));
        await AfterAnotherHintAsync(house);
        Assert.Equal(["app:1.9.0"], house.Looks);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("evil.example")]
    [InlineData("evil.example@127.0.0.1:1")]
    public async Task OnlyTheRegistryOfTheSpec_IsEverAsked(string host)
    {
        await using var house = await StartAsync();
        house.Push("app", "1.1.0");
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Told("1.1.0", host), authorization: HookHouse.Token));
        await AfterAnotherHintAsync(house);
        Assert.All(house.Looks, look => Assert.StartsWith("app:", look, StringComparison.Ordinal));
        Assert.DoesNotContain(house.Registry.Requests, request => request.Headers["Host"] != house.Registry.Host);
    }

    [Fact]
    public async Task AddressesInABody_AreNeverCalled()
    {
        await using var house = await StartAsync(house =>
        {
            house.Receiver("type: dockerhub, secretRef: {name: hook}", "{kind: ImageRepository, name: hub}");
            house.Repository("hub", "team/app");
        });
        house.Push("team/app", "1.1.0");
        var trap = $"http://{house.Registry.Host}/trap";
        await house.PostAsync(
            $$$$"""{"callback_url":"{{{{trap}}}}","push_data":{"tag":"1.1.0"},"repository":{"repo_name":"team/app","namespace":"team","name":"app"}}""");
        await house.PostAsync(
            $$$"""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"c","validationUrl":"{{{trap}}}"}}]""");
        await house.JoinsAsync("1.1.0", "hub");
        Assert.DoesNotContain(house.Registry.Requests, request => request.Path == "/trap");
    }

    [Theory]
    [InlineData("pull")]
    [InlineData("mount")]
    [InlineData("push of a blob")]
    public async Task WhatPushesNothing_AsksForNothing(string action)
    {
        await using var house = await StartAsync();
        var type = action == "push of a blob" ? "application/octet-stream" : "application/vnd.oci.image.index.v1+json";
        var tag = action == "pull" ? "\"1.1.0\"" : "null";
        var body = $$$"""
            {"events":[{"action":"{{{action.Split(' ')[0]}}}","request":{"host":"r"},
            "target":{"mediaType":"{{{type}}}","digest":"{{{PushedDigest}}}","repository":"app","tag":{{{tag}}} } }]}
            """;
        Assert.Equal(
            HttpStatusCode.OK,
            await house.PostAsync(body, authorization: HookHouse.Token, type: "application/vnd.docker.distribution.events.v1+json"));
        await AfterAnotherHintAsync(house);
        Assert.Equal(["app:1.9.0"], house.Looks);
        Assert.Equal(1, house.Listings);
    }

    [Fact]
    public async Task AnImageThatNobodyNames_IsOneLogLine_AndNoCall()
    {
        await using var house = await StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(
                HttpStatusCode.OK, await house.PostAsync(Told("1.1.0", repository: "myapp"), authorization: HookHouse.Token));
        await AfterAnotherHintAsync(house);
        Assert.Equal((1, 1), (house.Looks.Count, house.Listings));
        Assert.Single(
            house.Said.Split('\n'), line => line.Contains("which none of its ImageRepositories is for", StringComparison.Ordinal));
        Assert.Null((await house.FindAsync<ImageRepository>("app"))?.Metadata.Annotations);
    }

    [Fact]
    public async Task WithAnAnnotation_ItIsAListing()
    {
        await using var house = await StartAsync(
            house => house.Receiver(HookHouse.Harbor, metadata: ", annotations: {imageautomation.dev/unmatched: scan}"));
        await house.PostAsync(Told("1.1.0", repository: "myapp"), authorization: HookHouse.Token);
        await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        Assert.Empty(house.Looks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("not json")]
    public async Task ABodyThatSaysNothing_ScansWhatIsSelected(string body)
    {
        await using var house = await StartAsync(house => house.Receiver());
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(body));
        await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        Assert.NotNull((await house.FindAsync<ImageRepository>("app"))?.Metadata.Annotations?[WellKnown.RequestedAtAnnotation]);
        Assert.Empty(house.Looks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("deep")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public async Task WhereTheTypeNeedsABody_ItMustBeAnObject(string body)
    {
        await using var house = await StartAsync(house => house.Receiver("type: quay, secretRef: {name: hook}"));
        if (body == "deep") body = new string('[', 10_000) + new string(']', 10_000);
        Assert.Equal(HttpStatusCode.BadRequest, await house.PostAsync(body));
        Assert.Equal(1, house.Listings);
    }

    [Fact]
    public async Task Deletes_AreOneListing_AndTakeNothingAway()
    {
        var time = new FakeTime();
        await using var house = await StartAsync(time: time);
        var settled = house.Listings;
        for (var i = 0; i < 100; i++)
        {
            var body = $$$"""
                {"type":"DELETE_ARTIFACT","event_data":{"resources":[{"tag":"1.0.{{{i}}}","resource_url":"h.example/app:1.0.{{{i}}}"}],
                "repository":{"repo_full_name":"app"} } }
                """;
            Assert.Equal(HttpStatusCode.OK, await house.PostAsync(body, authorization: HookHouse.Token));
        }

        Assert.Equal(["1.0.0"], await house.TagsAsync("app"));
        Assert.Equal(settled, house.Listings);
        house.Registry.Tags["app"] = ["0.9.0"];
        time.Advance(TimeSpan.FromSeconds(15));
        await Eventually.HoldsAsync(
            async () => (await house.TagsAsync("app")).SequenceEqual(["0.9.0"]), () => house.Said);
        Assert.Equal(settled + 1, house.Listings);
        await Eventually.HoldsAsync(async () => (await house.FindAsync<ImagePolicy>("app"))?.Status.Unlisted is not null, () => house.Said);
        Assert.Equal("1.0.0", (await house.FindAsync<ImagePolicy>("app"))?.Status.LatestRef?.Tag); // one list is no proof
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(settled + 1, house.Listings);
    }

    [Fact]
    public async Task AnEventWithoutATag_IsAListing()
    {
        await using var house = await StartAsync();
        await house.PostAsync("""{"image":"h.example/app"}""", authorization: HookHouse.Token);
        await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        Assert.Empty(house.Looks);
    }

    [Fact]
    public async Task ABurst_IsAnsweredInFull_AndCostsLittle()
    {
        const int Repositories = 20, Events = 2000;
        await using var house = await HookHouse.StartAsync(house =>
        {
            house.Secret();
            house.Receiver(HookHouse.Harbor, "{kind: ImageRepository, name: '*', matchLabels: {team: a}}");
            for (var i = 0; i < Repositories; i++) house.Repository($"app-{i}", metadata: ", labels: {team: a}");
        });
        await house.ReadyAsync();
        for (var i = 0; i < Repositories; i++)
        {
            house.Registry.Tags[$"app-{i}"] = [.. Enumerable.Range(0, Events / Repositories).Select(n => $"1.0.{n}")];
            for (var n = 0; n < Events / Repositories; n++) house.Push($"app-{i}", $"1.0.{n}");
        }

        await Parallel.ForAsync(0, Events, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            Assert.Equal(
                HttpStatusCode.OK,
                await house.PostAsync(
                    Told($"1.0.{i / Repositories}", repository: $"app-{i % Repositories}"), authorization: HookHouse.Token)));
        await Eventually.HoldsAsync(
            async () =>
            {
                for (var i = 0; i < Repositories; i++)
                    if ((await house.TagsAsync($"app-{i}")).Count != Events / Repositories) return false;
                return true;
            },
            () => house.Metrics.Write());
        Assert.Equal(Events, house.Counted("imageautomation_webhooks_total{type=\"harbor\",result=\"done\"}"));
        Assert.True(house.Looks.Count < Events, $"{house.Looks.Count} tags were asked about");
        for (var i = 0; i < Repositories; i++)
            Assert.Null((await house.FindAsync<ImageRepository>($"app-{i}"))?.Metadata.Annotations); // nothing was written for it
    }

    [Fact]
    public async Task AStart_ListsWhatItsReceiversCover()
    {
        await using var house = await StartAsync(house => house.Repository("apart"));
        await house.ResignAsync();
        var before = house.Listings;
        house.Registry.Tags["app"] = ["1.0.0", "1.1.0"]; // pushed while nobody listened
        await house.LeadAsync();
        await house.JoinsAsync("1.1.0");
        Assert.Equal(before + 1, house.Listings); // the other one has its interval
    }

    [Fact]
    public async Task AReplicaThatDoesNotLead_AsksTheLeaderByAnAnnotation()
    {
        await using var house = await StartAsync(leads: false);
        await house.LeadAsync(isDeaf: true); // another one leads
        await house.AnswersAsync(HttpStatusCode.OK, body: "{}"); // until its Receiver is known
        await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        house.Registry.Tags["app"] = ["1.0.0", "1.1.0"];
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Told("1.1.0"), authorization: HookHouse.Token));
        await house.JoinsAsync("1.1.0");
        Assert.Empty(house.Looks);
        Assert.Null((await house.FindAsync<Common.Resources.Hooks.Receiver>("hook"))?.Status.Conditions); // written by the leader only
    }

    private static string NameOf(string path) => path.Replace('/', '-');

    private static string Told(string tag, string host = "h.example", string repository = "app") => $$$"""
        {"type":"PUSH_ARTIFACT","event_data":{"resources":[{"tag":"{{{tag}}}","resource_url":"{{{host}}}/{{{repository}}}:{{{tag}}}"}],
        "repository":{"repo_full_name":"{{{repository}}}"} } }
        """;

    private static async Task<HookHouse> StartAsync(Action<HookHouse>? declare = null, bool leads = true, FakeTime? time = null)
    {
        var house = await HookHouse.StartAsync(house =>
        {
            house.Secret();
            house.Repository("app");
            house.Policy("app");
            house.Receiver(leads ? HookHouse.Harbor : "type: generic, secretRef: {name: hook}");
            declare?.Invoke(house);
        }, leads, time);
        if (leads) await house.ReadyAsync();
        return house;
    }

    /// <summary>What was sent before is through as well.</summary>
    private static async Task AfterAnotherHintAsync(HookHouse house)
    {
        house.Push("app", "1.9.0");
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Told("1.9.0"), authorization: HookHouse.Token));
        await house.JoinsAsync("1.9.0");
    }
}
