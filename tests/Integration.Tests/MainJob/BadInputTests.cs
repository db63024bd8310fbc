using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>
/// Everything that can be wrong at once, beside an application that works: each object says what is wrong, and the good one goes on.
/// </summary>
public sealed class BadInputTests
{
    [ProgramFact("docker-registry", "git", "htpasswd")]
    public async Task WhatIsWrong_IsSaidOnItsObject_AndStopsNothingElse()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.Pusher.PushAsync("shop/web", ["1.0.0"]);
        shop.Repository("web");
        shop.Policy("web", "semver: {range: 1.x}");
        shop.Manifest("web", $"{shop.Registry.Host}/shop/web:1.0.0");

        shop.Repository("unreachable", image: "127.0.0.1:1/shop/web");
        shop.Repository("no-secret", "{name: nope}", $"{shop.Registry.Host}/shop/web");
        shop.Declare(
            "wrong-password",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: wrong, namespace: shop}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  "
                + ".dockerconfigjson: '{\"auths\":{\"" + shop.Registry.Host
                + "\":{\"username\":\"robot\",\"password\":\"not-the-one\"}}}'\n");
        shop.Repository("wrong-password", "{name: wrong}", $"{shop.Registry.Host}/shop/web");
        shop.Repository("bad-image", image: "https://x/y");
        shop.Policy("orphan", "semver: {range: 1.x}", repository: "nowhere");
        shop.Policy("bad-range", "semver: {range: 'no range'}", repository: "web");
        shop.Declare("half-saved", "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: half");
        shop.Declare("branch", shop.AutomationYaml("no-branch", "does-not-exist"));
        shop.Declare(
            "no-source", shop.AutomationYaml("no-source", "main").Replace("name: fleet", "name: nowhere", StringComparison.Ordinal));
        using var run = shop.Run();

        await Becomes("repositories", "unreachable", "ReadOperationFailed", "127.0.0.1:1");
        await Becomes("repositories", "no-secret", "AuthenticationFailed", "spec.secretRef of ImageRepository shop/no-secret");
        await Becomes("repositories", "wrong-password", "ReadOperationFailed", "wrong");
        await Becomes("repositories", "bad-image", "ImageURLInvalid", "remove 'https://'");
        await Becomes("policies", "orphan", "DependencyNotReady", "spec.imageRepositoryRef of ImagePolicy shop/orphan");
        await Becomes("policies", "bad-range", "InvalidPolicy", "improper constraint: \"no range\"");
        await Becomes("automations", "no-branch", "GitOperationFailed", "branch 'does-not-exist' not found");
        await Becomes("automations", "no-source", "SourceManagerFailed", "GitRepository 'shop/nowhere' not found");

        await shop.Pusher.PushAsync("shop/web", ["1.1.0"]);
        await Eventually.HoldsAsync(() => shop.Remote.Read("web.yaml")!.Contains(":1.1.0 ", StringComparison.Ordinal));
        await run.KillAsync(withChildren: true);
        var said = await run.SaidAsync();
        Assert.Contains("half-saved.yaml: cannot be read: line", said, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-one", said, StringComparison.Ordinal);

        async Task Becomes(string kind, string name, string reason, string message)
        {
            await shop.BecomesAsync(kind, name, "False", reason);
            Assert.Contains(message, (await shop.ReadyAsync(kind, name)).Message, StringComparison.Ordinal);
        }
    }

    [ProgramFact("docker-registry", "git", "htpasswd")]
    public async Task AFixedFile_IsTakenOverAtOnce()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.Pusher.PushAsync("shop/web", ["1.0.0"]);
        shop.Repository("web");
        shop.Policy("web", "semver: {range: 'x1'}");
        using var run = shop.Run();
        await shop.BecomesAsync("policies", "web", "False", "InvalidPolicy");
        shop.Policy("web", "semver: {range: 1.x}");
        await shop.BecomesAsync("policies", "web", "True", "Succeeded");
        await run.KillAsync(withChildren: true);
    }
}
