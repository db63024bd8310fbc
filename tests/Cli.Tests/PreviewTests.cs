using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary><c>imgauto plan</c> without a folder: what the declared automations would do next.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly FolderHouse house = new();

    public void Dispose() => house.Dispose();

    [ProgramFact("git")]
    public async Task MarkersThatNothingIsWrittenTo_AreToldWithTheReason()
    {
        Remote()
            .Commit(
                "web.yaml",
                "image: example.com/web:1.0.0 # {\"$imagepolicy\": \"shop:web\"}\ntag: 1.0.0 # {\"$imagepolicy\": \"shop:web:tag\"}\ntypo: "
                    + "1.0.0 # {\"$imagepolicy\": \"shop:wbe:tag\"}\n");

        var none = await house.RunAsync("plan");
        Assert.Equal((0, ""), (none.Code, none.Out));
        Assert.EndsWith(
            ": 0 to change in 0 files, 0 on hold\n  policy shop/web has elected nothing yet: 2 markers wait for it\n  web.yaml:3: the "
                + "marker \"shop:wbe\" names no ImagePolicy; correct it or create the policy\n", none.Error, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task FilesThatCannotBeRead_AreNamedWithTheirReason()
    {
        var remote = Remote();
        remote.Commit("web.yaml", "image: example.com/web:1.0.0 # {\"$imagepolicy\": \"shop:web\"}\n");
        var head = remote.Commit("chart/web.yaml", "{{- if }}\nimage: x # {\"$imagepolicy\": \"shop:web\"}\n{{- end }}\n");
        await house.SetStatusAsync<ImagePolicy>(
            "web", p => p with { Status = p.Status with { LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" } } });

        var diff = await house.RunAsync("plan");
        Assert.Equal(2, diff.Code);
        Assert.Matches(
            $@"^ImageUpdateAutomation shop/fleet on main@sha1:{head}: 1 to change in 1 files, 0 on hold, 1 left alone\n  chart/web\.yaml: left alone: line [0-9]+, column [0-9]+: [^\n]+\n\z", diff.Error);
        var json = FolderHouse.Json(await house.RunAsync("plan", "-o", "json"));
        var skipped = Assert.Single(json["automations"]![0]!["skipped"]!.AsArray())!;
        Assert.Equal("chart/web.yaml", (string?)skipped["path"]);
        Assert.StartsWith("line ", (string?)skipped["reason"], StringComparison.Ordinal);
    }

    private BareRepository Remote()
    {
        var remote = BareRepository.Create(house.Folder.Combine("remote.git"));
        house.Folder.Write(
            "resources/git.yaml",
            $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: shop}}\nspec: "
                + $"{{url: '{remote.FileUrl}', interval: 1m, ref: {{branch: main}}}}\n");
        return remote;
    }
}
