using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>Tag pushed to a real registry, commit on a real Git server: through the built program.</summary>
public sealed class MainJobTests
{
    [ProgramFact("docker-registry", "git", "htpasswd")]
    public async Task ANewTag_BecomesACommit_OfExactlyTheChangedBytes()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.Pusher.PushAsync("shop/web", ["1.0.0"]);
        await shop.Pusher.PushAsync("shop/api", ["main-aaaaaaa-100"]);
        var first = await shop.Pusher.PushAsync("shop/db", ["stable"], "one");
        foreach (var app in new[] { "web", "api", "db" }) shop.Repository(app);
        shop.Policy("web", "semver: {range: 1.x}");
        shop.Policy("api", "numerical: {order: asc}", "  filterTags: {pattern: '^main-[a-f0-9]+-(?P<ts>[0-9]+)$', extract: '$ts'}");
        shop.Policy("db", "alphabetical: {}", "  filterTags: {pattern: '^stable$'}\n  digestReflectionPolicy: Always\n  interval: 1s");
        shop.Manifest("web", $"{shop.Registry.Host}/shop/web:1.0.0");
        shop.Manifest("api", $"{shop.Registry.Host}/shop/api:main-aaaaaaa-100");
        shop.Manifest("db", $"{shop.Registry.Host}/shop/db:stable@{first}");
        using var run = shop.Run();

        await shop.BecomesAsync("automations", "shop", "True", "Succeeded");
        await shop.Pusher.PushAsync("shop/web", ["1.1.0", "2.0.0"], "web");
        await HoldsAsync(shop, "web", $"image: {shop.Registry.Host}/shop/web:1.1.0 # {{\"$imagepolicy\": \"shop:web\"}}\n");
        await shop.Pusher.PushAsync("shop/api", ["main-bbbbbbb-200", "feature-ccc-300"], "api");
        await HoldsAsync(shop, "api", $"image: {shop.Registry.Host}/shop/api:main-bbbbbbb-200 # {{\"$imagepolicy\": \"shop:api\"}}\n");
        var second = await shop.Pusher.PushAsync("shop/db", ["stable"], "two");
        await HoldsAsync(shop, "db", $"image: {shop.Registry.Host}/shop/db:stable@{second} # {{\"$imagepolicy\": \"shop:db\"}}\n");

        await run.KillAsync(withChildren: true);
        Assert.Equal(3, shop.Remote.Log().Count(c => c.AuthorName == "bot"));
        await NoSecretLeakedAsync(shop, run);
    }

    [ProgramFact("docker-registry", "git", "htpasswd")]
    public async Task OnePass_DoesItAll_AndSaysByItsExitCodeHowItWent()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.Pusher.PushAsync("shop/web", ["1.0.0", "1.1.0"]);
        shop.Repository("web");
        shop.Policy("web", "semver: {range: 1.x}");
        shop.Manifest("web", $"{shop.Registry.Host}/shop/web:1.0.0");
        using (var first = shop.Run("--once")) await first.EndsWithAsync(0);
        Assert.Contains(":1.1.0 ", shop.Remote.Read("web.yaml"), StringComparison.Ordinal);

        var head = shop.Remote.Head();
        using (var second = shop.Run("--once")) await second.EndsWithAsync(0);
        Assert.Equal(head, shop.Remote.Head());

        await shop.Pusher.PushAsync("shop/web", ["1.2.0"]);
        using (var third = shop.Run("--once")) await third.EndsWithAsync(0);
        Assert.Contains(":1.2.0 ", shop.Remote.Read("web.yaml"), StringComparison.Ordinal);

        shop.Policy("broken", "semver: {range: 'x1'}", repository: "web");
        using (var fourth = shop.Run("--once")) await fourth.EndsWithAsync(1);

        foreach (var file in Directory.EnumerateFiles(shop.Resources)) File.Delete(file);
        shop.State += "-empty";
        using (var empty = shop.Run("--once")) await empty.EndsWithAsync(2);
    }

    [ProgramFact("docker-registry", "git", "htpasswd")]
    public async Task APlan_ShowsWhatTheNextRunCommits_AndWritesNothing()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.Pusher.PushAsync("shop/web", ["1.0.0"]);
        shop.Repository("web");
        shop.Policy("web", "semver: {range: 1.x}");
        shop.Manifest("web", $"{shop.Registry.Host}/shop/web:1.0.0");
        using (var first = shop.Run("--once")) await first.EndsWithAsync(0);
        shop.Remote.Commit(
            "second.yaml", $"image: {shop.Registry.Host}/shop/web:0.9.0 # {{\"$imagepolicy\": \"shop:web\"}}\n", "Use it twice");
        var head = shop.Remote.Head();

        var (code, diff, said) =
            TestProcess.Try(Imgauto.Program(), null, null, ["plan", "--resources", shop.Resources, "--state", shop.State, "--message"]);
        Assert.Equal(2, code);
        Assert.Contains("1 to change in 1 files", said, StringComparison.Ordinal);
        Assert.Contains($"    Update {shop.Registry.Host}/shop/web from 0.9.0 to 1.0.0\n", diff, StringComparison.Ordinal);
        Assert.Contains($"-image: {shop.Registry.Host}/shop/web:0.9.0 #", diff, StringComparison.Ordinal);
        Assert.Contains($"+image: {shop.Registry.Host}/shop/web:1.0.0 #", diff, StringComparison.Ordinal);
        Assert.Equal(head, shop.Remote.Head());

        using (var second = shop.Run("--once")) await second.EndsWithAsync(0);
        Assert.Equal(
            0, TestProcess.Try(Imgauto.Program(), null, null, ["plan", "--resources", shop.Resources, "--state", shop.State]).Code);
    }

    private static Task HoldsAsync(Shop shop, string name, string content) =>
        Eventually.HoldsAsync(
            () => shop.Remote.Read($"{name}.yaml") == content, () => $"{name}.yaml is {shop.Remote.Read($"{name}.yaml")}");

    private static async Task NoSecretLeakedAsync(Shop shop, Imgauto run)
    {
        var places = new Dictionary<string, string>
        {
            ["log"] = await run.SaidAsync(),
            ["commits"] = string.Join('\n', shop.Remote.Log().Select(c => c.Message)),
        };
        foreach (var file in Directory.EnumerateFiles(shop.State, "*", SearchOption.AllDirectories))
            places[file] = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
        foreach (var secret in new[] { Shop.RegistryPassword, Shop.GitPassword })
            foreach (var form in new[] { secret, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)) })
                Assert.Empty(places.Where(p => p.Value.Contains(form, StringComparison.Ordinal)).Select(p => p.Key));
    }
}
