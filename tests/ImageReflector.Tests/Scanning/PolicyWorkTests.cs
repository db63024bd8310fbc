using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class PolicyWorkTests : IAsyncLifetime
{
    private ScanningHarness harness = null!; // set before every test

    public async Task InitializeAsync()
    {
        harness = await ScanningHarness.StartAsync();
        harness.Repository();
        harness.Policy();
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task ElectsAndRemembersThePreviousElection()
    {
        await Scanned("1.0.0");
        var (first, _) = await harness.ElectAsync();
        Assert.Equal(new ImageRef { Name = harness.Image, Tag = "1.0.0" }, first.Status.LatestRef);
        Assert.Null(first.Status.ObservedPreviousRef);
        Assert.Equal($"Latest image tag for {harness.Image} resolved to 1.0.0", Ready(first).Message);

        await Scanned("1.0.0", "1.1.0");
        var (second, _) = await harness.ElectAsync();
        Assert.Equal(("1.1.0", "1.0.0"), (second.Status.LatestRef!.Tag, second.Status.ObservedPreviousRef!.Tag));
        Assert.Equal($"Latest image tag for {harness.Image} resolved to 1.1.0 (previously {harness.Image}:1.0.0)", Ready(second).Message);

        var (third, _) = await harness.ElectAsync();
        Assert.Equal("1.0.0", third.Status.ObservedPreviousRef!.Tag);
    }

    [Fact]
    public async Task WithoutTags_ItWaits()
    {
        var (policy, outcome) = await harness.ElectAsync();
        Assert.Equal(("False", "DependencyNotReady"), (Ready(policy).Status, Ready(policy).Reason));
        Assert.Equal("retrying in 30s error: no tags in database", Ready(policy).Message);
        Assert.Equal(TimeSpan.FromSeconds(30), outcome.RequeueAfter);
    }

    [Fact]
    public async Task NobodyIsCalled_WhileTheFirstScanIsOnItsWay()
    {
        harness.Remove("repository-app"); // the policy may come first
        await harness.ElectAsync();
        harness.Repository();
        await harness.ElectAsync();
        Assert.DoesNotContain(harness.Source.Events(), e => e.Severity == "Error");

        harness.Time.Advance(TimeSpan.FromSeconds(31));
        await harness.ElectAsync();
        Assert.Single(harness.Source.Events(), e => e is { Severity: "Error", Reason: "DependencyNotReady" });
    }

    [Fact]
    public async Task SomebodyIsCalledAtOnce_When_TheRepositoryCannotBeScanned()
    {
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 404, "NAME_UNKNOWN");
            return true;
        };
        await harness.ScanAsync();
        await harness.ElectAsync();
        Assert.Contains(harness.Source.Events(), e => e is { Severity: "Error", Reason: "DependencyNotReady" });
    }

    [Fact]
    public async Task TagsOfAnotherImage_AreNotPublishedUnderTheNewName()
    {
        await Scanned("1.0.0");
        harness.Repository(image: harness.Registry.Host + "/moved");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("DependencyNotReady", Ready(policy).Reason);
        Assert.Null(policy.Status.LatestRef);
    }

    [Fact]
    public async Task AMissingRepository_NamesItAndTheField()
    {
        harness.Policy(reference: "{name: nope}");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("DependencyNotReady", Ready(policy).Reason);
        Assert.StartsWith(
            "failed to get the referred ImageRepository: referenced ImageRepository does not exist: ", Ready(policy).Message,
            StringComparison.Ordinal);
        Assert.Contains("spec.imageRepositoryRef of ImagePolicy team/app", Ready(policy).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "access denied: 'other/app' can't be accessed due to missing ACL labels on 'accessFrom'")]
    [InlineData(
        "  accessFrom: {namespaceSelectors: [{matchLabels: {tier: gold}}]}\n",
        "access denied: 'other/app' can't be accessed due to ACL labels mismatch on namespace 'team'")]
    [InlineData("  accessFrom: {namespaceSelectors: [{matchLabels: {tier: gold}}, {matchLabels: {tier: silver}}]}\n", null)]
    [InlineData("  accessFrom: {namespaceSelectors: [{}]}\n", null)]
    [InlineData(
        "  accessFrom: {namespaceSelectors: []}\n",
        "access denied: 'other/app' can't be accessed due to ACL labels mismatch on namespace 'team'")]
    [InlineData(
        "  accessFrom: {namespaceSelectors: [{matchLabels: {tier: silver, region: eu}}]}\n",
        "access denied: 'other/app' can't be accessed due to ACL labels mismatch on namespace 'team'")]
    public async Task AnotherNamespace_NeedsAccess(string access, string? denied)
    {
        harness.Declare("namespace", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, labels: {tier: silver}}\n");
        harness.Repository(access, ns: "other");
        harness.Policy(reference: "{name: app, namespace: other}");
        harness.Publish("1.0.0");
        await harness.ScanAsync("other");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(denied is null ? "Succeeded" : "AccessDenied", Ready(policy).Reason);
        if (denied is not null) Assert.Equal("failed to get the referred ImageRepository: " + denied, Ready(policy).Message);
    }

    [Fact]
    public async Task AServerThatDoesNotAnswer_IsAFailure()
    {
        harness.Repository("  accessFrom: {namespaceSelectors: [{}]}\n", ns: "other");
        harness.Policy(reference: "{name: app, namespace: other}");
        foreach (var kind in (ResourceKind[])[ResourceKinds.ImageRepository, ResourceKinds.Namespace])
        {
            harness.Reads = new StubbornSource(harness.Source, kind, Failure.Transient("ServerTimeout", "no answer"));
            var (policy, _) = await harness.ElectAsync();
            Assert.Equal(
                ("Failure", "failed to get the referred ImageRepository: no answer"), (Ready(policy).Reason, Ready(policy).Message));
        }
    }

    [Fact]
    public async Task ATagStoreThatCannotBeRead_IsAFailure()
    {
        harness.SpoilTags();
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("Failure", Ready(policy).Reason);
        Assert.StartsWith("cannot read the tag store", Ready(policy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTimeoutOfADigest_CoversTheCredentials()
    {
        harness.Repository("  secretRef: {name: pull}\n  timeout: 20s\n");
        harness.Declare(
            "pull",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: pull, namespace: team}\ntype: kubernetes.io/dockerconfigjson\nstringData: "
                + "{.dockerconfigjson: '{}'}\n");
        await Scanned("1.0.0");
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        var slow = new StubbornSource(harness.Source, ResourceKinds.Secret);
        harness.Reads = slow;
        var electing = harness.ElectAsync();
        await slow.Asked;
        harness.Time.Advance(TimeSpan.FromSeconds(20));
        var (policy, _) = await electing;
        Assert.Equal("Failed", Ready(policy).Reason);
        Assert.Equal(
            $"failed fetching digest of {harness.Image}:1.0.0: no answer within 20s; raise spec.timeout of ImageRepository team/app if the "
                + "registry is slow", Ready(policy).Message);
    }

    [Fact]
    public async Task CrossNamespaceReferences_CanBeBlocked()
    {
        harness.Options = new() { NoCrossNamespaceRefs = true };
        harness.Policy(reference: "{name: app, namespace: other}");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("AccessDenied", Ready(policy).Reason);
        Assert.EndsWith(
            "cannot access 'ImageRepository/other/app', cross-namespace references have been blocked by flag --no-cross-namespace-refs",
            Ready(policy).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("semver: {range: '1.0.0p'}", "", "InvalidPolicy", "invalid policy: ", true)]
    [InlineData("", "", "InvalidPolicy", "invalid policy: given ImagePolicyChoice object is invalid", true)]
    [InlineData("numerical: {}", "", "Failure", "failed to parse invalid numeric value '", false)]
    [InlineData("semver: {range: '>9'}", "", "Failure", "unable to determine latest version from provided list", false)]
    [InlineData(
        "alphabetical: {}", "  filterTags: {pattern: '[='}\n", "InvalidPolicy",
        "failed to filter tags: invalid regular expression pattern '[='", true)]
    [InlineData("alphabetical: {}", "  filterTags: {pattern: '^nothing$'}\n", "Failure", "version list argument cannot be empty", false)]
    public async Task ABadPolicy_SaysWhy(string order, string more, string reason, string message, bool stalls)
    {
        harness.Policy(more, order);
        await Scanned("1.0.0", "latest");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(reason, Ready(policy).Reason);
        Assert.StartsWith(message, Ready(policy).Message, StringComparison.Ordinal);
        Assert.Equal(stalls, policy.Status.Find(ConditionTypes.Stalled) is not null);
    }

    [Fact]
    public async Task Always_NeedsAnInterval()
    {
        // The schema refuses it; only an object that was stored before can have it.
        var policy = new ImagePolicy
        {
            Metadata = new ObjectMeta { Namespace = "team", Name = "app" },
            Spec = new ImagePolicySpec
            {
                ImageRepositoryRef = new NamespacedObjectReference { Name = "app" },
                Policy = new ImagePolicyChoice(),
                DigestReflectionPolicy = "Always",
            },
        };
        var failure = (await harness.PolicyWork().RunAsync(policy, CancellationToken.None)).Failure;
        Assert.Equal(
            Failure.Terminal("IntervalNotConfigured", "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'"),
            failure);
    }

    [Fact]
    public async Task AFailure_KeepsTheLastElection()
    {
        await Scanned("1.0.0");
        await harness.ElectAsync();
        harness.Policy(order: "semver: {range: '>9'}");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("False", Ready(policy).Status);
        Assert.Equal("1.0.0", policy.Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task DigestsFollowTheirMode()
    {
        var one = harness.PublishManifest("1.0.0", "{\"schemaVersion\":2,\"one\":1}");
        await Scanned("1.0.0");
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        var (first, _) = await harness.ElectAsync();
        Assert.Equal(one, first.Status.LatestRef!.Digest);

        var two = harness.PublishManifest("1.0.0", "{\"schemaVersion\":2,\"two\":2}");
        var (kept, _) = await harness.ElectAsync();
        Assert.Equal(one, kept.Status.LatestRef!.Digest);

        harness.Policy("  digestReflectionPolicy: Always\n  interval: 5m\n");
        var (always, outcome) = await harness.ElectAsync();
        Assert.Equal((two, one), (always.Status.LatestRef!.Digest, always.Status.ObservedPreviousRef!.Digest));
        Assert.Equal(TimeSpan.FromMinutes(5), outcome.RequeueAfter);
        Assert.Contains($"with digest {two}", Ready(always).Message, StringComparison.Ordinal);

        harness.Policy();
        var (never, _) = await harness.ElectAsync();
        Assert.Null(never.Status.LatestRef!.Digest);
    }

    [Fact]
    public async Task TheFirstDigest_LeavesTheRefWithoutOne_AsThePreviousElection()
    {
        var digest = harness.PublishManifest("1.0.0", "{\"schemaVersion\":2}");
        await Scanned("1.0.0");
        await harness.ElectAsync();
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(new ImageRef { Name = harness.Image, Tag = "1.0.0", Digest = digest }, policy.Status.LatestRef);
        Assert.Equal(new ImageRef { Name = harness.Image, Tag = "1.0.0" }, policy.Status.ObservedPreviousRef);
    }

    [Theory]
    [InlineData("  suspend: true\n")]
    [InlineData("  secretRef: {name: nope}\n")]
    public async Task ARepositoryThatIsSuspendedOrFails_GoesOnServingItsTags(string repository)
    {
        await Scanned("1.0.0");
        harness.Repository(repository);
        await harness.ScanAsync();
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(("True", "1.0.0"), (Ready(policy).Status, policy.Status.LatestRef?.Tag));
    }

    [Fact]
    public async Task ASuspendedPolicy_IsLeftAlone_ButHandlesRequests()
    {
        await Scanned("1.0.0");
        harness.Policy("  suspend: true\n");
        await harness.ElectAsync();
        await harness.RequestAsync<ImagePolicy>("t1");
        var (policy, _) = await harness.ElectAsync();
        Assert.Null(policy.Status.LatestRef);
        Assert.Null(policy.Status.Conditions);
        Assert.Equal("t1", policy.Status.LastHandledReconcileAt);
    }

    [Fact]
    public async Task AMissingManifest_IsADigestFailure()
    {
        await Scanned("1.0.0");
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("Failed", Ready(policy).Reason);
        Assert.StartsWith($"failed fetching digest of {harness.Image}:1.0.0: ", Ready(policy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATagMissingFromOneListing_DoesNotMoveTheElection_WhileItsManifestAnswers()
    {
        harness.PublishManifest("1.5.0", "{\"schemaVersion\":2}");
        await Scanned("1.4.0", "1.5.0");
        await harness.ElectAsync();
        await Scanned("1.4.0");
        var (kept, outcome) = await harness.ElectAsync();
        Assert.Equal("1.5.0", kept.Status.LatestRef!.Tag);
        Assert.Equal("True", Ready(kept).Status);
        Assert.NotNull(outcome.RequeueAfter); // it is asked again, for the list will not change any more
    }

    [Theory]
    [InlineData(404, "MANIFEST_UNKNOWN", "1.4.0")] // with no grace
    [InlineData(500, "UNKNOWN", "1.5.0")]
    [InlineData(401, "UNAUTHORIZED", "1.5.0")]
    public async Task OnlyAConfirmed404_MovesTheElectionBack(int status, string code, string expected)
    {
        harness.Options = harness.Options with { VanishedTagGrace = TimeSpan.Zero };
        await Scanned("1.4.0", "1.5.0");
        await harness.ElectAsync();
        await Scanned("1.4.0");
        harness.Registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal)) return false;
            await StandInRegistry.FailAsync(context, status, code);
            return true;
        };
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(expected, policy.Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task AnEditOfTheRange_NeedsNoConfirmation()
    {
        await Scanned("1.4.0", "1.5.0");
        await harness.ElectAsync();
        harness.Policy(order: "semver: {range: '<1.5.0'}");
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal("1.4.0", policy.Status.LatestRef!.Tag);
    }

    private async Task Scanned(params string[] tags)
    {
        harness.Publish(tags);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await harness.ScanAsync();
    }

    private static Condition Ready(ImagePolicy policy) => policy.Status.Find(ConditionTypes.Ready)!; // every run sets it
}
