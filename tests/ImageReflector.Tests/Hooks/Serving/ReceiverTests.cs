using System.Net;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Tests.Hooks.Authentication;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

/// <summary>Receivers as objects: status, Secrets, what they select, and how they come and go.</summary>
public sealed class ReceiverTests
{
    private const string Generic = "type: generic, secretRef: {name: hook}";
    private const string Pushed = """{"image":"h.example/app:1.1.0"}""";

    [Fact]
    public async Task AReadyReceiver_NamesItsPathInItsStatus_AndNowhereElse()
    {
        await using var house = await StartAsync(house => house.Receiver());
        await house.ReadyAsync();
        var receiver = (await house.FindAsync<Receiver>("hook"))!;
        Assert.Equal(HookHouse.PathOf(), receiver.Status.WebhookPath);
        Assert.Equal(1, receiver.Status.ObservedGeneration);
        Assert.Contains(WellKnown.Finalizer, receiver.Metadata.Finalizers!);
        var ready = receiver.Status.Find(ConditionTypes.Ready)!;
        Assert.Equal(("Succeeded", $"Receiver initialized for path: {HookHouse.PathOf()}"), (ready.Reason, ready.Message));
        var told = Assert.Single(house.Source.Events(), e => e.Kind == Receiver.ResourceKind.Kind);
        Assert.Equal(("Succeeded", "Reconciliation finished, next run in 10m0s"), (told.Reason, told.Message));
    }

    [Fact]
    public async Task NeitherTokenNorPath_IsEverLoggedCountedOrTold()
    {
        await using var house = await StartAsync(house =>
        {
            house.Receiver(resources: "{kind: ImageRepository, name: app}, {kind: Kustomization, name: x}");
            house.Receiver(HookHouse.Harbor, name: "harbor");
            house.Receiver("type: generic, secretRef: {name: none}", name: "broken");
            house.Receiver(Generic + ", resourceFilter: req.flag", name: "stalled");
        });
        await house.ReadyAsync();
        await house.ReadyAsync("harbor");
        await house.PostAsync(Pushed);
        await house.PostAsync(Pushed, HookHouse.PathOf(name: "harbor"), HookHouse.Token);
        await house.PostAsync(Pushed, HookHouse.PathOf(name: "harbor"), "wrong-" + HookHouse.Token);
        await house.PostAsync(Pushed, HookHouse.PathOf(name: "stalled"));
        await house.PostAsync("{", HookHouse.PathOf(name: "nobody"));
        house.Push("app", "1.1.0");
        await house.JoinsAsync("1.1.0");
        house.Secret("token: another-t0ken");
        await house.AnswersAsync(HttpStatusCode.OK, HookHouse.PathOf("another-t0ken"));
        house.Remove("receiver-shop-hook");
        await house.AnswersAsync(HttpStatusCode.NotFound, HookHouse.PathOf("another-t0ken"));
        var all = house.Said + house.Metrics.Write() + string.Join('\n', house.Source.Events());
        foreach (var secret in (string[])[HookHouse.Token, "another-t0ken", "/hook/", HookHouse.PathOf()["/hook/".Length..]])
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Secret 'shop/hook' not found; create it or correct spec.secretRef of Receiver shop/hook")]
    [InlineData("other: x", "the Secret 'shop/hook' has no key 'token', or an empty one")]
    [InlineData("token: ''", "the Secret 'shop/hook' has no key 'token', or an empty one")]
    public async Task WithoutAToken_NothingIsServed_UntilThereIsOne(string? values, string message)
    {
        await using var house = await HookHouse.StartAsync(house =>
        {
            if (values is not null) house.Secret(values);
            house.Repository("app");
            house.Receiver();
        });
        await house.ReadyAsync(status: "False");
        Assert.Equal(("TokenNotFound", message), await house.ConditionAsync() is { } ready ? (ready.Reason, ready.Message) : default);
        Assert.Equal("ProgressingWithRetry", (await house.ConditionAsync(type: ConditionTypes.Reconciling))?.Reason);
        Assert.Null(await house.ConditionAsync(type: ConditionTypes.Stalled));
        Assert.Null((await house.FindAsync<Receiver>("hook"))?.Status.WebhookPath);
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}"));
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}", HookHouse.PathOf("")));
        house.Secret();
        await house.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
    }

    [Fact]
    public async Task ATokenThatGoes_TakesItsPathAlong()
    {
        var time = new FakeTime();
        await using var house = await StartAsync(house => house.Receiver(), time: time);
        await house.ReadyAsync();
        house.Remove("secret-shop-hook");
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}")); // kept for a moment: a burst is not a burst of reads
        time.Advance(HookSecrets.Kept);
        await house.AnswersAsync(HttpStatusCode.NotFound);
        await house.ReadyAsync(status: "False");
        Assert.Null((await house.FindAsync<Receiver>("hook"))?.Status.WebhookPath);
    }

    [Fact]
    public async Task ARotatedToken_MovesThePath()
    {
        var time = new FakeTime();
        await using var house = await StartAsync(house => house.Receiver(), time: time);
        await house.ReadyAsync();
        house.Secret("token: new");
        time.Advance(HookSecrets.Kept);
        await house.AnswersAsync(HttpStatusCode.OK, HookHouse.PathOf("new")); // whoever uses the new path first makes us look
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}"));
        await Eventually.HoldsAsync(async () => (await house.FindAsync<Receiver>("hook"))?.Status.WebhookPath == HookHouse.PathOf("new"));
    }

    [Fact]
    public async Task TheOldPathOfARotatedToken_NeverWorksForLong()
    {
        var time = new FakeTime();
        await using var house = await StartAsync(house => house.Receiver(), time: time);
        await house.ReadyAsync();
        house.Secret("token: new");
        time.Advance(HookSecrets.Kept);
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}"));
        await house.AnswersAsync(HttpStatusCode.OK, HookHouse.PathOf("new")); // the old one has made us look, too
    }

    [Fact]
    public async Task APreviousToken_KeepsItsPath()
    {
        await using var house = await StartAsync(house =>
        {
            house.Secret($"token: new, previousToken: {HookHouse.Token}");
            house.Receiver();
        });
        await house.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}", HookHouse.PathOf("new")));
        Assert.Equal(HookHouse.PathOf("new"), (await house.FindAsync<Receiver>("hook"))?.Status.WebhookPath);
    }

    [Fact]
    public async Task ASuspendedReceiver_AsksToComeBackLater()
    {
        await using var house = await StartAsync(house => house.Receiver(Generic + ", suspend: true"));
        await house.AnswersAsync(HttpStatusCode.ServiceUnavailable); // suspended when the program started
        using (var answer = await house.SendAsync("{}"))
        {
            Assert.Equal(TimeSpan.FromSeconds(60), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("", await answer.Content.ReadAsStringAsync());
        }

        house.Receiver();
        await house.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
        await Eventually.HoldsAsync(() => house.Listings == 2);
        house.Receiver(Generic + ", suspend: true");
        await house.AnswersAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}", HookHouse.PathOf("other")));
    }

    [Fact]
    public async Task AReceiver_IsServedChangedAndRemoved_AsItsFileIs()
    {
        await using var house = await StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}"));
        house.Receiver();
        await house.AnswersAsync(HttpStatusCode.OK);
        house.Secret("token: other", "other");
        house.Receiver("type: generic, secretRef: {name: other}");
        await house.AnswersAsync(HttpStatusCode.OK, HookHouse.PathOf("other"));
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("{}"));
        house.Remove("receiver-shop-hook");
        await house.AnswersAsync(HttpStatusCode.NotFound, HookHouse.PathOf("other"));
        await Eventually.HoldsAsync(async () => await house.FindAsync<Receiver>("hook") is null);
    }

    [Theory]
    [InlineData(Generic + ", resourceFilter: req.flag", "InvalidCELExpression", "spec.resourceFilter: ")]
    [InlineData(Generic + ", resourceFilter: claims.sub == 'x'", "InvalidCELExpression", "spec.resourceFilter: ")]
    [InlineData(Generic + ", resourceFilter: 'req.a =='", "InvalidCELExpression", "spec.resourceFilter: ")]
    [InlineData(Generic + ", resourceFilter: ''", "InvalidCELExpression", "spec.resourceFilter: ")]
    public async Task WhatOnlyAChangeCanHelp_IsStalled(string spec, string reason, string message)
    {
        await using var house = await StartAsync(house => house.Receiver(spec));
        await house.ReadyAsync(status: "False");
        var ready = (await house.ConditionAsync())!;
        Assert.Equal(reason, ready.Reason);
        Assert.StartsWith(
            "Reconciliation failed terminally due to configuration error: " + message, ready.Message, StringComparison.Ordinal);
        Assert.Equal((reason, ready.Message), await house.ConditionAsync(type: ConditionTypes.Stalled) is { } stalled
            ? (stalled.Reason, stalled.Message) : default);
        Assert.NotEqual(HttpStatusCode.OK, await house.PostAsync("{}"));
        Assert.Equal(1, house.Listings);
    }

    /// <summary>What a server checks before, and may have been told not to.</summary>
    [Theory]
    [InlineData("nothing", "spec.type 'nothing' is not known")]
    [InlineData("generic", "spec.secretRef must be set unless spec.type is generic-oidc")]
    [InlineData("generic-oidc", "spec.oidcProviders must be set when spec.type is generic-oidc")]
    [InlineData("generic-oidc, secret", "spec.secretRef must not be set when spec.type is generic-oidc")]
    [InlineData("generic, secret, provider", "spec.oidcProviders can only be set when spec.type is generic-oidc")]
    [InlineData("generic-oidc, provider, twice", "spec.oidcProviders[1].issuerURL is there twice")]
    [InlineData("generic-oidc, unvalidated", "spec.oidcProviders[0].validations is empty; say what a token has to claim")]
    [InlineData("generic, secret, nobody", "spec.resources is empty; name what a request is for")]
    public async Task FieldsThatContradictEachOther_AreStalled(string what, string message)
    {
        await using var house = await HookHouse.StartAsync(_ => { });
        var provider = new OidcProvider
        {
            IssuerURL = "https://issuer.example",
            Validations = what.Contains("unvalidated", StringComparison.Ordinal) ? []
                : [new OidcValidation("true", "wrong")],
        };
        var receiver = new Receiver
        {
            Metadata = new ObjectMeta { Name = "hook", Namespace = "shop" },
            Spec = new ReceiverSpec
            {
                Type = what.Split(',')[0],
                Resources = what.Contains("nobody", StringComparison.Ordinal) ? []
                    : [new ReceiverResource { Kind = "ImageRepository", Name = "app" }],
                SecretRef = what.Contains("secret", StringComparison.Ordinal) ? new LocalObjectReference("hook") : null,
                OidcProviders = what.Contains("twice", StringComparison.Ordinal) ? [provider, provider]
                    : what.Contains("provider", StringComparison.Ordinal) || what.Contains("unvalidated", StringComparison.Ordinal)
                    ? [provider] : null,
            },
        };
        var work = new ReceiverWork(
            new ServedReceivers(), new HookSecrets(house.Source, TimeProvider.System),
            new WebhookOptions { Address = Common.Configuration.ListenAddress.Parse(":0").Value }, _ => Assert.Fail("it is not served"));
        var failure = (await work.RunAsync(receiver, CancellationToken.None)).Failure;
        Assert.Equal((FailureKind.Terminal, "ValidationFailed"), (failure?.Kind, failure?.Reason));
        Assert.Equal("Reconciliation failed terminally due to configuration error: " + message, failure?.Message);
    }

    [Theory]
    [InlineData("req.image.startsWith('h.example/')", "hint")]
    [InlineData("req.image == 'x'", "nothing")]
    [InlineData("req.missing == 'x'", "event")]
    [InlineData("has(req.missing) && req.missing == 'x'", "nothing")]
    [InlineData("res.metadata.name == 'app' && res.kind == 'ImageRepository'", "hint")]
    [InlineData("res.metadata.labels.team == 'a'", "hint")]
    [InlineData("req.image.split(':').last().value() == '1.1.0'", "hint")]
    [InlineData(
        "[1,2,3,4,5,6,7,8,9,10].all(a,[1,2,3,4,5,6,7,8,9,10].all(b,[1,2,3,4,5,6,7,8,9,10].all(c,[1,2,3,4,5,6,7,8,9,10].all(d,[1,2,3,4,5,6,7,8,9,10].all(e,a+b+c+d+e>0)))))", "event")]
    public async Task AFilter_Decides(string filter, string expected)
    {
        foreach (var isCommon in (bool[])[true, false])
        {
            await using var house = await HookHouse.StartAsync(house =>
            {
                house.Secret();
                house.Repository("app", metadata: ", labels: {team: a}");
                house.Receiver(
                    isCommon ? $"{Generic}, resourceFilter: \"{filter}\"" : Generic,
                    isCommon ? "{kind: ImageRepository, name: app}" : $"{{kind: ImageRepository, name: app, filter: \"{filter}\"}}");
                house.Receiver(name: "open");
            });
            await house.ReadyAsync();
            await house.ReadyAsync("open");
            Assert.Equal(HttpStatusCode.OK, await house.PostAsync(Pushed));
            var failed = house.Source.Events().Where(e => e.Reason == ReceiverReasons.FilterFailed).ToList();
            Assert.Equal(expected == "event" ? 1 : 0, failed.Count);
            Assert.All(failed, one => Assert.Equal("Error", one.Severity));
            house.Push("app", "1.1.0");
            house.Push("app", "1.2.0");
            await house.PostAsync(Pushed.Replace("1.1.0", "1.2.0", StringComparison.Ordinal), HookHouse.PathOf(name: "open"));
            await house.JoinsAsync("1.2.0");
            if (expected == "hint") await house.JoinsAsync("1.1.0");
            else Assert.Equal(["app:1.2.0"], house.Looks);
        }
    }

    [Fact]
    public async Task AFilterSeesNothing_OfABodyThatIsNoJson()
    {
        await using var house = await StartAsync(house => house.Receiver($"{Generic}, resourceFilter: 'size(req) == 0'"));
        await house.ReadyAsync();
        house.Push("app", "1.1.0");
        await house.PostAsync(Pushed, type: "application/json");
        await house.PostAsync("""{"image":"h.example/app:1.2.0"}""", type: "application/vnd.example+json");
        house.Push("app", "1.3.0");
        await house.PostAsync("""{"image":"h.example/app:1.3.0"}""", type: "text/plain");
        await house.JoinsAsync("1.3.0");
        Assert.Equal(["app:1.3.0"], house.Looks);
    }

    [Theory]
    [InlineData("{kind: ImageRepository, name: '*', matchLabels: {team: a}}", 3, null)]
    [InlineData("{kind: ImageRepository, name: '*', matchLabels: {team: none}}", 0, null)]
    [InlineData("{kind: ImageRepository, name: '*'}", 0, "resource ImageRepository '*' needs matchLabels")]
    [InlineData("{kind: ImageRepository, name: nobody}", 0, "resource ImageRepository 'nobody' does not exist")]
    [InlineData(
        "{kind: ImageRepository, name: nobody}, {kind: ImageRepository, name: one}", 1, "resource ImageRepository 'nobody' does not exist")]
    [InlineData("{kind: ImageRepository, name: far, namespace: other}", 1, null)]
    [InlineData("{kind: ImagePolicy, name: x}", 0, "resource ImagePolicy 'x' needs an apiVersion beside its kind")]
    [InlineData("{kind: HelmRepository, name: x}", 0, "a folder holds no HelmRepository")]
    public async Task WhatIsSelected_IsScanned(string resources, int expected, string? warning)
    {
        await using var house = await HookHouse.StartAsync(house =>
        {
            house.Secret();
            foreach (var name in (string[])["one", "two", "three"]) house.Repository(name, metadata: ", labels: {team: a}");
            house.Repository("four", metadata: ", labels: {team: b}");
            house.Repository("far", metadata: ", labels: {team: a}", ns: "other");
            house.Receiver(resources: resources);
        });
        await house.ReadyAsync();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
        await Eventually.HoldsAsync(() => house.Listings >= 5 + expected, () => house.Said);
        var asked = 0;
        foreach (var name in (string[])["one", "two", "three", "four", "far"])
            if (await IsAskedAsync(house, name, name == "far" ? "other" : "shop")) asked++;
        Assert.Equal(expected, asked);
        var warnings = house.Source.Events().Where(e => e.Severity == "Error").ToList();
        if (warning is null) Assert.Empty(warnings);
        else Assert.Contains(warning, Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherNamespace_CanBeForbidden()
    {
        await using var house = await HookHouse.StartAsync(
            house =>
            {
                house.Secret();
                house.Repository("far", ns: "other");
                house.Receiver(resources: "{kind: ImageRepository, name: far, namespace: other}");
            },
            options: made => made with { NoCrossNamespaceRefs = true });
        await house.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
        Assert.Contains(
            "--no-cross-namespace-refs forbids", Assert.Single(house.Source.Events(), e => e.Severity == "Error").Message,
            StringComparison.Ordinal);
        Assert.Null((await house.FindAsync<ImageRepository>("far", "other"))?.Metadata.Annotations);
    }

    [Fact]
    public async Task AGitPush_AsksForARunOfItsRepository_AndTellsWhatMoved()
    {
        await using var house = await StartAsync(house =>
        {
            house.Declare("source", """
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: GitRepository
                metadata: {name: fleet, namespace: shop}
                spec: {url: "ssh://git@git.example/shop/fleet.git", interval: 1m}
                """);
            house.Receiver(resources: "{kind: GitRepository, name: fleet}");
        });
        await house.ReadyAsync();
        const string body = """{"ref":"refs/heads/main","after":"0123456789abcdef0123456789abcdef01234567","repository":{"clone_url":"https://git.example/shop/fleet"}}""";
        using var answer = await house.SendAsync(body, headers: [("X-GitHub-Event", "push")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var annotations = (await house.FindAsync<Common.Resources.Git.GitRepository>("fleet"))!.Metadata.Annotations!;
        Assert.Equal(
            $"{annotations[WellKnown.RequestedAtAnnotation]} refs/heads/main@0123456789abcdef0123456789abcdef01234567",
            annotations[WellKnown.PushedAnnotation]);
    }

    [Theory]
    [InlineData("[push]", "push", true)]
    [InlineData("[PUSH, ping]", "push", true)]
    [InlineData("[release]", "push", false)]
    public async Task AnEventThatIsNotWanted_IsTaken_AndIgnored(string events, string sent, bool isHeard)
    {
        await using var house = await StartAsync(house => house.Receiver($"type: gitlab, secretRef: {{name: hook}}, events: {events}"));
        await house.ReadyAsync();
        using var answer = await house.SendAsync("{}", headers: [("X-Gitlab-Token", HookHouse.Token), ("X-Gitlab-Event", sent)]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        if (isHeard) await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        Assert.Equal(isHeard ? 0 : 1, house.Counted("imageautomation_webhooks_total{type=\"gitlab\",result=\"ignored\"}"));
        Assert.Equal(isHeard, (await house.FindAsync<ImageRepository>("app"))?.Metadata.Annotations is not null);
    }

    [Fact]
    public async Task AForm_IsReadByItsPayload()
    {
        await using var house = await StartAsync(house => house.Receiver(
            "type: github, secretRef: {name: hook}, resourceFilter: \"req.image == 'h.example/app:1.1.0'\""));
        await house.ReadyAsync();
        house.Push("app", "1.1.0");
        var form = "payload=" + Uri.EscapeDataString(Pushed);
        using var answer = await house.SendAsync(
            form, type: "application/x-www-form-urlencoded",
            headers: [("X-Hub-Signature-256", "sha256=" + Senders.Hex("sha256", form, HookHouse.Token)), ("X-GitHub-Event", "package")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await house.JoinsAsync("1.1.0");
    }

    [Fact]
    public async Task AValidation_IsEchoedToTheAuthenticAlone()
    {
        const string body = """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"c0de-\"1"}}]""";
        await using var house = await StartAsync(house => house.Receiver(HookHouse.Harbor));
        await house.ReadyAsync();
        using var answer = await house.SendAsync(body, authorization: HookHouse.Token);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("c0de-\"1", json.RootElement.GetProperty("validationResponse").GetString());
        using var refused = await house.SendAsync(body, authorization: "wrong");
        Assert.Equal((HttpStatusCode.BadRequest, ""), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task ReceiversOfOnePath_EachTakeTheirOwnRequests()
    {
        await using var mine = await IssuerStandIn.StartAsync();
        await using var theirs = await IssuerStandIn.StartAsync();
        await using var house = await HookHouse.StartAsync(house =>
        {
            house.Repository("one", ns: "a1");
            house.Repository("two", ns: "ma1");
            house.Receiver(Oidc(mine.Url, "claims.sub == 'ci'"), "{kind: ImageRepository, name: one}", "team", ns: "a1");
            house.Receiver(Oidc(theirs.Url, "claims.sub == 'ci'"), "{kind: ImageRepository, name: two}", "tea", ns: "ma1");
        });
        var path = HookHouse.PathOf("", "team", "a1");
        Assert.Equal(path, HookHouse.PathOf("", "tea", "ma1"));
        await Eventually.HoldsAsync(async () =>
            (await house.FindAsync<Receiver>("team", "a1"))?.Status.WebhookPath == path
            && (await house.FindAsync<Receiver>("tea", "ma1"))?.Status.WebhookPath == path, () => house.Said);
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}", path, "Bearer " + Signed(theirs, "ci")));
        await Eventually.HoldsAsync(async () => await IsAskedAsync(house, "two", "ma1"), () => house.Said);
        Assert.False(await IsAskedAsync(house, "one", "a1"));
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}", path, "Bearer " + Signed(mine, "ci")));
        await Eventually.HoldsAsync(async () => await IsAskedAsync(house, "one", "a1"), () => house.Said);

        var before = house.Listings;
        using var refused = await house.SendAsync("{}", path, "Bearer " + Signed(mine, "somebody"));
        Assert.Equal((HttpStatusCode.BadRequest, ""), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.BadRequest, await house.PostAsync("{}", path));
        house.Remove("receiver-ma1-tea");
        await Eventually.HoldsAsync(
            async () => await house.PostAsync("{}", path, "Bearer " + Signed(theirs, "ci")) == HttpStatusCode.BadRequest, () => house.Said);
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}", path, "Bearer " + Signed(mine, "ci")));
    }

    [Fact]
    public async Task AnIssuerThatIsNotConfigured_IsNeverAsked()
    {
        await using var mine = await IssuerStandIn.StartAsync();
        await using var inner = await IssuerStandIn.StartAsync();
        await using var house = await StartAsync(house => house.Receiver(Oidc(mine.Url, "true")));
        await house.ReadyAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await house.PostAsync("{}", HookHouse.PathOf(""), "Bearer " + Signed(inner, "ci")));
        Assert.Equal((0, 0), (inner.AskedForKeys, mine.AskedForKeys));
    }

    private static async Task<bool> IsAskedAsync(HookHouse house, string name, string ns) =>
        (await house.FindAsync<ImageRepository>(name, ns))?.Metadata.Annotations?.ContainsKey(WellKnown.RequestedAtAnnotation) == true;

    private static string Oidc(string issuer, string validation) =>
        $"type: generic-oidc, oidcProviders: [{{issuerURL: \"{issuer}\", audience: hooks, validations: [{{expression: \"{validation}\", "
        + $"message: wrong}}]}}]";

    private static string Signed(IssuerStandIn issuer, string subject) => issuer.Es256(
        $$"""{"iss":"{{issuer.Url}}","aud":"hooks","sub":"{{subject}}","exp":{{TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}}}""");

    private static Task<HookHouse> StartAsync(Action<HookHouse>? declare = null, FakeTime? time = null) => HookHouse.StartAsync(
        house =>
        {
            house.Secret();
            house.Repository("app");
            declare?.Invoke(house);
        },
        time: time);
}
