using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>What goes wrong at the source: each has its reason code, names object and field, and says what mends it.</summary>
public sealed class SourceConditionTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task AMissingGitRepository_IsNamed_AndTheRunRecoversWhenItComes()
    {
        Start();
        Harness.Remove("git");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed",
            "failed configuring source manager: referenced git repository does not exist", "'team/fleet'",
            "correct spec.sourceRef of ImageUpdateAutomation team/auto");
        Harness.GitRepository(Harness.Repository.FileUrl);
        AssertReady(await Harness.RunAsync());
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task AMissingSecret_IsNamedWithItsField()
    {
        Start();
        Harness.GitRepository(Harness.Repository.FileUrl, more: "  secretRef: {name: login}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed",
            "failed to get auth secret 'team/login'", "correct spec.secretRef of GitRepository team/fleet");
    }

    [ProgramFact("git")]
    public async Task AMissingProxySecret_IsNamedWithItsField()
    {
        Start();
        Harness.GitRepository("http://localhost:1/remote.git", more: "  proxySecretRef: {name: proxy}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed", "'team/proxy'",
            "spec.proxySecretRef of GitRepository team/fleet");
    }

    [ProgramFact("git")]
    public async Task AMissingSigningKey_IsNamedWithItsField()
    {
        Start();
        Harness.Automation(commit: "      signingKey: {secretRef: {name: signing}}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed",
            "signing key secret 'team/signing'", "spec.git.commit.signingKey.secretRef of ImageUpdateAutomation team/auto");
    }

    [ProgramFact("git")]
    public async Task ASigningSecretWithoutKey_SaysWhichKeyItWants()
    {
        Start();
        Harness.Secret("signing", ("other", "x"));
        Harness.Automation(commit: "      signingKey: {secretRef: {name: signing}}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed", "signing key secret", "does not contain a 'git.asc' key");
        Assert.Equal("1.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task WrongCredentials_AreRefused_NeverShown_AndCorrectedOnesCountAtOnce()
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root, GitHttpServer.Basic("bot", "right"));
        Harness.Secret("login", ("username", "bot"), ("password", "wr0ng-s3cret"));
        Harness.GitRepository(server.Url("remote.git"), more: "  secretRef: {name: login}\n");
        var refused = await Harness.RunAsync("1.1.0", "app");
        AssertRetried(refused, "GitOperationFailed", "failed to checkout source: ", "refused the credentials: correct Secret 'team/login'");
        Assert.DoesNotContain("wr0ng-s3cret", Ready(refused).Message, StringComparison.Ordinal);
        Harness.Secret("login", ("username", "bot"), ("password", "right"));
        AssertReady(await Harness.RunAsync());
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task ASecretWithOtherKeys_IsNamedWithItsField_AndTheKeysThatItNeeds()
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root, GitHttpServer.Basic("bot", "right"));
        Harness.Secret("login", ("user", "bot"), ("pass", "hunter2"));
        Harness.GitRepository(server.Url("remote.git"), more: "  secretRef: {name: login}\n");
        var refused = await Harness.RunAsync("1.1.0", "app");
        AssertRetried(
            refused, "SourceManagerFailed", "failed configuring source manager: failed to configure authentication options: ",
            "Secret 'team/login' (spec.secretRef of GitRepository team/fleet)", "'username' and 'password', or 'bearerToken'");
        Assert.DoesNotContain("hunter2", Ready(refused).Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Harness.Secret("login", ("username", "bot"), ("password", "right"));
        AssertReady(await Harness.RunAsync());
    }

    [ProgramFact("git")]
    public async Task AServerThatWantsALogin_AsksForASecret_WhenThereIsNone()
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root, GitHttpServer.Basic("bot", "right"));
        Harness.GitRepository(server.Url("remote.git"));
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed",
            "wants a login: name a Secret with credentials in spec.secretRef of the GitRepository");
    }

    [ProgramFact("git")]
    public async Task CredentialsThatMayReadButNotPush_FailAtThePush()
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root);
        server.Intercept = context =>
        {
            // empty when there is none
            if (!context.Request.QueryString.Value!.EndsWith("git-receive-pack", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        Harness.Secret("login", ("username", "reader"), ("password", "x"));
        Harness.GitRepository(server.Url("remote.git"), more: "  secretRef: {name: login}\n");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "failed to update source: push failed",
            "refused the credentials");
        Assert.Single(server.Requests, r => r.Contains("git-receive-pack", StringComparison.Ordinal));
    }

    [ProgramTheory("git")]
    [InlineData("")]
    [InlineData("    push: {branch: auto}\n")]
    public async Task AnEmptyRepository_IsNamed_AndTheRunRecoversWithTheFirstCommit(string push)
    {
        Harness.Automation(git: push);
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "failed to checkout source: ",
            "is an empty repository: push a first commit");
        Start();
        AssertReady(await Harness.RunAsync());
    }

    [ProgramTheory("git")]
    [InlineData("{branch: nope}", "", "branch 'nope' not found")]
    [InlineData("{branch: nope}", "    push: {branch: auto}\n", "branch 'nope' not found")]
    [InlineData("{tag: v9}", "    push: {branch: auto}\n", "tag 'v9' not found")]
    [InlineData("{semver: '>=9'}", "    push: {branch: auto}\n", "no tag for semver range '>=9'")]
    [InlineData("{commit: '0123456789012345678901234567890123456789'}", "    push: {branch: auto}\n", "commit not found")]
    public async Task ACheckoutThatIsNotThere_IsNamed(string checkout, string push, string words)
    {
        Start();
        Harness.Repository.Tag("v1.0.0");
        Harness.Automation(git: $"    checkout: {{ref: {checkout}}}\n{push}");
        AssertRetried(await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "failed to checkout source: ", words);
        Assert.Single(Harness.Repository.Log());
    }

    [ProgramFact("git")]
    public async Task AProtectedBranch_IsNamed_WithTheServersWords_InOneTry()
    {
        Start();
        Harness.Repository.Hook("pre-receive", "echo x >> pushes; echo 'branch is protected, open a merge request' >&2; exit 1");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertRetried(
            automation, "GitOperationFailed", "failed to update source: push rejected: 'main'", "refused by the server",
            "branch is protected, open a merge request");
        Assert.Null(automation.Status.LastPushCommit);
        Assert.Single(File.ReadAllLines(Path.Combine(Harness.Repository.Path, "pushes")));
        var told = Harness.Events()[^1];
        Assert.Equal(("Error", "GitOperationFailed"), (told.Severity, told.Reason));

        File.Delete(Path.Combine(Harness.Repository.Path, "hooks", "pre-receive"));
        AssertReady(await Harness.RunAsync());
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task AMissingRepository_IsNamed()
    {
        Harness.GitRepository("file:///nowhere/remote.git");
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "failed to checkout source: ",
            "there is no repository at 'file:///nowhere/remote.git'");
    }

    [ProgramFact("git")]
    public async Task AnotherNamespace_IsRefused_WhenReferencesAreLocked()
    {
        Start();
        Harness.Options = Harness.Options with { NoCrossNamespaceRefs = true };
        Harness.Declare(
            "automation-auto",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: auto, namespace: team}\nspec:\n  "
                + "interval: 1m\n  sourceRef: {kind: GitRepository, name: fleet, namespace: infra}\n  git: {commit: {author: {email: "
                + "bot@example.org}}}\n");
        AssertStalled(
            await Harness.RunAsync("1.1.0", "app"), "AccessDenied",
            "can't access 'GitRepository/infra/fleet', cross-namespace references have been blocked");
    }

    [ProgramFact("git")]
    public async Task ImageFieldsOfAnotherNamespace_AreNobodysToSet()
    {
        Start();
        Harness.Declare(
            "automation-auto",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: auto, namespace: team}\nspec:\n  "
                + "interval: 1m\n  sourceRef: {kind: GitRepository, name: fleet, namespace: infra}\n  git: {commit: {author: {email: "
                + "bot@example.org}}}\n  update: {strategy: ImageFields}\n");
        AssertStalled(
            await Harness.RunAsync("1.1.0", "app"), "AccessDenied",
            "can't access 'GitRepository/infra/fleet': the strategy ImageFields works on repositories of the automation's own namespace only");
    }

    [ProgramFact("git")]
    public async Task WithoutGit_TheAutomationStalls()
    {
        Start();
        Harness.Declare(
            "automation-auto",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: auto, namespace: team}\nspec:\n  "
                + "interval: 1m\n  sourceRef: {kind: GitRepository, name: fleet}\n");
        AssertStalled(
            await Harness.RunAsync("1.1.0", "app"), "InvalidSourceConfiguration",
            "source kind 'GitRepository' necessitates field .spec.git: invalid source configuration");
    }

    [ProgramFact("git")]
    public async Task AppDataForAnotherProvider_Stalls()
    {
        Start();
        Harness.Secret("login", ("githubAppID", "1"), ("githubAppPrivateKey", "x"));
        Harness.GitRepository("https://git.example.invalid/remote.git", more: "  secretRef: {name: login}\n");
        AssertStalled(
            await Harness.RunAsync("1.1.0", "app"), "InvalidSourceConfiguration", "'team/login'", "provider is not set to github");
    }

    [ProgramTheory("git")]
    [InlineData("{{ .Nope }}", "GitOperationFailed", false)]
    [InlineData("{{ if }}", "GitOperationFailed", false)]
    [InlineData("{{ .Updated.Files }}", "RemovedTemplateField", true)]
    [InlineData("{{ .Changed.ImageResult }}", "RemovedTemplateField", true)]
    public async Task ATemplateError_SaysSo_AndPushesNothing(string template, string reason, bool stalls)
    {
        Start();
        Harness.Automation(commit: $"      messageTemplate: '{template}'\n");
        var automation = await Harness.RunAsync("1.1.0", "app");
        if (stalls) AssertStalled(automation, reason, "failed to update source: ");
        else AssertRetried(automation, reason, "failed to update source: ");
        Assert.Equal("1.0.0", Harness.Tag());

        Harness.Automation(commit: "      messageTemplate: 'now it is right'\n");
        AssertReady(await Harness.RunAsync());
        Assert.Equal("now it is right", Harness.Repository.Log()[0].Subject);
    }

    [ProgramFact("git")]
    public async Task AnImageThatIsNoReference_FailsTheRun()
    {
        Start();
        await Harness.ElectAsync("1.1.0", image: "ghcr.io/Acme/APP");
        AssertRetried(
            await Harness.RunAsync(), "UpdateFailed", "failed to apply policies: encountered invalid image ref \"ghcr.io/Acme/APP:1.1.0\"");
    }
}
