using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Harbor, as a stand-in that was made after its source answers.</summary>
public sealed class HarborTests : IAsyncLifetime
{
    private const string Robot = "robot$acme+ci";
    private const string Password = "SECRETVALUE";

    private readonly FakeTime time = new();
    private RegistryClient client = null!; // set by InitializeAsync
    private HarborStandIn harbor = null!;
    private HarborStandInProject acme = null!;

    private PullSecret Secret => Clients.Login(harbor.Host, Robot, Password);

    public async Task InitializeAsync()
    {
        harbor = await HarborStandIn.StartAsync();
        client = Clients.Create(time: time);
        harbor.Projects["acme"] = acme = new HarborStandInProject();
        harbor.Projects["secret"] = new HarborStandInProject();
        harbor.Projects["open"] = new HarborStandInProject { IsPublic = true };
        harbor.Accounts[Robot] = new HarborStandInAccount(Password, "acme:pull");
        foreach (var tag in (string[])["1.0.0", "1.1.0"])
        {
            acme.Push("team/app", tag);
            harbor.Projects["secret"].Push("app", tag);
            harbor.Projects["open"].Push("app", tag);
        }
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await harbor.DisposeAsync();
    }

    [Fact]
    public async Task ListsAndResolves_WithARobot()
    {
        Assert.Equal(["1.1.0", "1.0.0"], (await ListAsync("acme/team/app", Secret)).Value.Tags);
        Assert.Equal(
            acme.Repositories["team/app"][1].Digest,
            (await client.GetDigestAsync(Target("acme/team/app", Secret), "1.1.0", CancellationToken.None)).Value);
        harbor.ExpireTokens();
        Assert.Equal(2, (await ListAsync("acme/team/app", Secret)).Value.Tags.Count);
        Assert.Equal(2, (await ListAsync("open/app")).Value.Tags.Count); // strangers, too
        using var small = Clients.Create(Clients.Fast with { PageSize = 1 }, time);
        Assert.Equal(2, (await small.ListTagsAsync(Target("acme/team/app", Secret), CancellationToken.None)).Value.Tags.Count);
    }

    /// <summary>User, password, repository; the reason, and what the message has to say.</summary>
    [Theory]
    [InlineData(
        Robot, "wrong", "acme/team/app", RegistryReasons.AuthenticationFailed, "does not take the login of Secret apps/pull",
        "unauthorized to access repository: acme/team/app, action: pull")]
    [InlineData(
        "robot+ci", Password, "acme/team/app", RegistryReasons.AuthenticationFailed, "a shell may have taken the '$'",
        "unauthorized to access repository: acme/team/app")]
    [InlineData(
        Robot, Password, "secret/app", RegistryReasons.AccessDenied, ", but it has no right here (401",
        "unauthorized to access repository: secret/app, action: pull")]
    [InlineData(
        Robot, Password, "nope/app", RegistryReasons.RepositoryNotFound, "has no such project, or it is not visible",
        "project nope not found")]
    [InlineData(
        Robot, Password, "acme/nothing", RegistryReasons.RepositoryNotFound, "does not know the repository (404, NOT_FOUND",
        "repository acme/nothing not found")]
    public async Task SaysWhatIsAtFault(string user, string password, string repository, string reason, string expected, string words)
    {
        var failure = (await ListAsync(repository, Clients.Login(harbor.Host, user, password))).Failure;
        Assert.Equal(reason, failure?.Reason);
        Assert.True(failure!.Message.Contains(expected, StringComparison.Ordinal), failure.Message);
        Assert.Contains(words, failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(words + ": " + words, failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("authorize header needed", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExpiredRobotOnAPublicProject_IsToldOnceAnHour()
    {
        harbor.Accounts[Robot] = harbor.Accounts[Robot] with { IsExpired = true };
        Assert.Contains(
            "Harbor does not take the login of Secret apps/pull", (await ListAsync("open/app", Secret)).Value.LoginWarning,
            StringComparison.Ordinal);
        Assert.Null((await ListAsync("open/app", Secret)).Value.LoginWarning);
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.NotNull((await ListAsync("open/app", Secret)).Value.LoginWarning);
        harbor.Accounts[Robot] = harbor.Accounts[Robot] with { IsExpired = false };
        time.Advance(TimeSpan.FromMinutes(61));
        var healed = (await ListAsync("open/app", Secret)).Value;
        Assert.Equal((null, true), (healed.LoginWarning, healed.IsLoginChecked));
    }

    [Fact]
    public async Task WhatAPolicyBlocks_IsToldInItsWords_AfterAHeadWithoutThem()
    {
        acme.Repositories["team/app"][1].BlockedBecause = "current image with 3 vulnerabilities cannot be pulled";
        var failure = (await client.GetDigestAsync(Target("acme/team/app", Secret), "1.1.0", CancellationToken.None)).Failure;
        Assert.Equal(RegistryReasons.BlockedByRegistryPolicy, failure?.Reason);
        Assert.Contains("current image with 3 vulnerabilities cannot be pulled", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // without the right to read the project nobody can tell
    public async Task AProxyCache_IsNotTakenAtItsWord(bool mayRead)
    {
        harbor.Projects["hub"] = new HarborStandInProject { Upstream = new() };
        harbor.Accounts[Robot] = new HarborStandInAccount(Password, mayRead
            ? ["hub:pull", "hub:project:read", "acme:pull", "acme:project:read"] : ["hub:pull", "acme:pull"]);
        foreach (var tag in (string[])["1.0.0", "1.1.0"]) harbor.Projects["hub"].PushUpstream("app", tag);
        harbor.Projects["hub"].Push("app", "1.0.0");
        Assert.Equal(2, (await ListAsync("hub/app", Secret)).Value.Tags.Count);
        harbor.Projects["hub"].IsUpstreamDown = true;
        Assert.Equal(["1.0.0"], (await ListAsync("hub/app", Secret)).Value.Tags);
        Assert.False((await client.ExistsAsync(Target("hub/app", Secret), "1.1.0", CancellationToken.None)).Value);
        Assert.Equal(mayRead, (await client.WhyNotTheWordAsync(Target("hub/app", Secret), CancellationToken.None)).Value is not null);
        Assert.Null((await client.WhyNotTheWordAsync(Target("acme/team/app", Secret), CancellationToken.None)).Value);
    }

    [Fact]
    public async Task TheCatalog_KnowsTimesPlatformsScansAndLabels()
    {
        harbor.Accounts[Robot] = new HarborStandInAccount(Password, "acme:pull", "acme:artifact:list", "acme:artifact:read");
        var newest = acme.Push("team/app", "1.2.0");
        (newest.Platforms, newest.Labels, newest.ScanStatus, newest.Severity) = (["linux/amd64", "linux/arm64/v8", "unknown/unknown"],
            ["gold"], "Success", "High");
        acme.Push("team/app", "chart-1").Type = "CHART";
        newest.Tags["stable"] = newest.PushTime.AddDays(3);
        var target = Target("acme/team/app", Secret);
        Assert.True((await client.HasCatalogAsync(target, CancellationToken.None)).Value);
        var artifacts = (await client.ListArtifactsAsync(target, CancellationToken.None)).Value;
        Assert.Equal(
            ["chart-1", "1.2.0 stable", "1.1.0", "1.0.0"],
            artifacts.Select(artifact => string.Join(' ', artifact.Tags.Select(tag => tag.Name))));
        Assert.Equal("CHART", artifacts[0].Type);
        var found = (await client.FindArtifactAsync(target, "stable", CancellationToken.None)).Value!;
        Assert.Equal(newest.Digest, found.Digest);
        Assert.Equal(["linux/amd64", "linux/arm64/v8"], found.Platforms);
        Assert.Equal(["gold"], found.Labels);
        Assert.Equal((true, "High", 1), (found.Scan!.IsDone, found.Scan.Severity, found.Scan.Counts["High"]));
        Assert.Equal(newest.PushTime.AddDays(3), found.Tags.Single(tag => tag.Name == "stable").PushTime);
        Assert.Null((await client.FindArtifactAsync(target, "9.9.9", CancellationToken.None)).Value);
        // decoded once by the server
        Assert.Contains(harbor.Requests, request => request.Path.Contains("/repositories/team%2Fapp/artifacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheCatalog_IsReadNewestFirst_AsFarAsItIsNew()
    {
        harbor.Accounts[Robot] = new HarborStandInAccount(Password, "acme:pull", "acme:artifact:list");
        for (var i = 0; i < 350; i++) acme.Push("big", $"1.{i}.0");
        var target = Target("acme/big", Secret);
        Assert.Equal(350, (await client.ListArtifactsAsync(target, CancellationToken.None)).Value.Count);
        Assert.Equal(4, Pages());
        harbor.Clear();
        acme.Push("big", "2.0.0");
        acme.Push("big", "1.349.0"); // moved: the tag leads elsewhere now
        var again = (await client.ListArtifactsAsync(target, CancellationToken.None)).Value;
        Assert.Equal(2, Pages()); // the first has news, the second has none
        Assert.Equal(351, again.SelectMany(artifact => artifact.Tags).Select(tag => tag.Name).Distinct().Count());
        Assert.Equal(351, again.Sum(artifact => artifact.Tags.Count));
        time.Advance(TimeSpan.FromMinutes(61));
        harbor.Clear();
        await client.ListArtifactsAsync(target, CancellationToken.None);
        Assert.Equal(4, Pages()); // labels and scans change without a push

        int Pages() => harbor.Requests.Count(request => request.Path.EndsWith("/artifacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARightThatIsMissing_IsNamed()
    {
        var failure = (await client.ListArtifactsAsync(Target("acme/team/app", Secret), CancellationToken.None)).Failure;
        Assert.Equal(RegistryReasons.AccessDenied, failure?.Reason);
        Assert.Contains("Secret apps/pull", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("'Artifact: List'", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherRegistries_HaveNoCatalog_UnlessTheUserSaysSo()
    {
        await using var plain = await StandInRegistry.StartAsync();
        Assert.False((await client.HasCatalogAsync(new RegistryTarget
        {
            Host = plain.Host,
            Repository = "app",
        }, CancellationToken.None)).Value);
        Assert.True((await client.HasCatalogAsync(new RegistryTarget
        {
            Host = plain.Host,
            Repository = "app",
            IsHarbor = true,
        }, CancellationToken.None)).Value);
    }

    private RegistryTarget Target(string repository, params PullSecret[] secrets) => new()
    {
        Host = harbor.Host,
        Repository = repository,
        PullSecrets = secrets,
    };

    private Task<Languages.Results.Result<ImageReflector.Registry.Listing.TagListing>> ListAsync(
        string repository, params PullSecret[] secrets) =>
        client.ListTagsAsync(Target(repository, secrets), CancellationToken.None);
}
