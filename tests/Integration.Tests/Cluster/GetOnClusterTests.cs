using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Looking at a cluster.</summary>
[Collection(CommandsOnACluster.Name)]
public sealed partial class GetOnClusterTests(CommandHouse house)
{
    [ClusterFact("kubectl", "git")]
    public async Task Objects_AreTables_AsInAFolder()
    {
        var scene = house.Scene(isIdle: true);
        var waiting = await scene.ImgautoAsync("get", "policies");
        Assert.Equal(
            (0, "NAME   IMAGE   TAG   READY   MESSAGE\nweb                  False   waiting to be reconciled\n"),
            (waiting.Code, waiting.Out));

        scene.Elect("1.1.0");
        scene.Status(
            "imagerepository", "web",
            $$"""{"lastScanResult":{"tagCount":3,"scanTime":"2026-01-02T03:04:05Z"},"conditions":[{{Scene.Ready("False", "no route")}}]}""");
        var all = await scene.ImgautoAsync("get", "all");
        Assert.Equal($"""
            NAME                  LAST SCAN              SUSPENDED   READY   MESSAGE
            imagerepository/web   2026-01-02T03:04:05Z   False       False   no route

            NAME              IMAGE{new string(' ', scene.Image.Length - 5)}   TAG     READY   MESSAGE
            imagepolicy/web   {scene.Image}   1.1.0   True    fine

            NAME                          LAST RUN   SUSPENDED   READY   MESSAGE
            imageupdateautomation/fleet              False       False   waiting to be reconciled


            """.ReplaceLineEndings("\n"), all.Out);

        Assert.StartsWith("NAMESPACE", (await house.ImgautoAsync("get", "policies", "-A")).Out, StringComparison.Ordinal);
        Assert.Contains($"\n{scene.Namespace} ", (await house.ImgautoAsync("get", "policies", "-A")).Out, StringComparison.Ordinal);
        Assert.Equal("", (await scene.ImgautoAsync("get", "all", "--no-header", "--status-selector", "ready=true", "-l", "team=b")).Out);
        Assert.StartsWith(
            "imagepolicy/web",
            (await scene.ImgautoAsync("get", "all", "--no-header", "--status-selector", "ready=true", "-l", "team=a")).Out,
            StringComparison.Ordinal);
        var json = JsonNode.Parse((await scene.ImgautoAsync("get", "policies", "web", "-o", "json")).Out)!.AsArray();
        Assert.Equal("1.1.0", (string?)json[0]!["status"]!["latestRef"]!["tag"]);
        Assert.Null(json[0]!["metadata"]!["managedFields"]);
        Assert.StartsWith(
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\n",
            (await scene.ImgautoAsync("get", "policies", "web", "-o", "yaml")).Out, StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task TheSameObjects_LookTheSame_InAFolderAndOnACluster()
    {
        var scene = house.Scene(isIdle: true);
        scene.Elect("1.1.0");
        var exported = house.Folder.Combine(scene.Namespace + "-export");
        Directory.CreateDirectory(exported);
        await File.WriteAllTextAsync(
            Path.Combine(exported, "all.yaml"),
            house.Kubectl(
                "get", "imagerepositories,imagepolicies,imageupdateautomations,gitrepositories", "-n", scene.Namespace, "-o", "yaml"));
        // Status is no declaration: a folder keeps its own.
        var options = new FolderOptions { Resources = exported, State = exported + "-state" };
        await using (var source = FolderSource.Open(options, TimeProvider.System, NullLogger.Instance).Value)
        {
            // exported above
            var before = (await source.GetAsync<ImagePolicy>(new ObjectKey(scene.Namespace, "web"), CancellationToken.None)).Value!;
            var elected = scene.Get("imagepolicy", "web").Deserialize(ResourceJson.Default.ImagePolicy)!; // kubectl gave an object
            Assert.True((await source.PatchStatusAsync(before, before with { Status = elected.Status }, CancellationToken.None)).IsSuccess);
        }

        foreach (var command in (string[][])[["get", "policies"], ["get", "all"], ["get", "automations", "--no-header"], ["get", "holds"],
            ["describe", "policy", "web"]])
        {
            var inFolder = await ImgautoCall.RunAsync(
                new Dictionary<string, string>(),
                [.. command, "-n", scene.Namespace, "--resources", exported, "--state", exported + "-state"]);
            var onCluster = await scene.ImgautoAsync(command);
            Assert.Equal(WithoutAge(inFolder.Out), WithoutAge(onCluster.Out));
            Assert.Equal((inFolder.Code, inFolder.Error), (onCluster.Code, onCluster.Error));
        }
    }

    [ClusterFact("kubectl", "git")]
    public async Task WhatDoesNotExist_IsNamed()
    {
        var scene = house.Scene(isIdle: true);
        Assert.Equal(
            new ImgautoCall(1, "", $"imgauto: ImagePolicy object 'nope' not found in \"{scene.Namespace}\" namespace\n"),
            await scene.ImgautoAsync("get", "policies", "nope"));
        Assert.Equal(
            new ImgautoCall(1, "", $"imgauto: ImagePolicy object 'nope' not found in \"{scene.Namespace}\" namespace\n"),
            await scene.ImgautoAsync("describe", "policy", "nope"));
        Assert.Equal(
            new ImgautoCall(0, "", "no ImagePolicy objects found in \"empty\" namespace\n"),
            await house.ImgautoAsync("get", "policies", "-n", "empty"));
        Assert.Equal(new ImgautoCall(0, "", "no holds: Git follows every election\n"), await scene.ImgautoAsync("get", "holds"));
    }

    [ClusterFact("kubectl", "git")]
    public async Task TheNamespaceOfTheContext_IsTheDefault_AndFilesAreFoundAsKubectlFindsThem()
    {
        var scene = house.Scene(isIdle: true);
        var home = house.Folder.Combine(scene.Namespace + "-home");
        Directory.CreateDirectory(Path.Combine(home, ".kube"));
        var file = Path.Combine(home, ".kube", "config");
        File.Copy(house.Kubeconfig, file);
        TestProcess.Run(
            "kubectl", null, null, ["--kubeconfig", file, "config", "set-context", "--current", "--namespace", scene.Namespace]);

        var named = await ImgautoCall.RunAsync(new Dictionary<string, string>(), "get", "policies", "--kubeconfig", file);
        Assert.Contains("\nweb ", named.Out, StringComparison.Ordinal);
        Assert.Equal(named, await ImgautoCall.RunAsync(new Dictionary<string, string> { ["HOME"] = home }, "get", "policies"));
        Assert.Equal(named, await ImgautoCall.RunAsync(new Dictionary<string, string>
        {
            ["KUBECONFIG"] = $"/nonexistent/config:{file}",
        }, "get", "policies"));
        Assert.Equal(named, await ImgautoCall.RunAsync(new Dictionary<string, string>
        {
            ["KUBECONFIG"] = file,
            ["HOME"] = "/nonexistent",
        }, "get", "policies", "--context", "admin"));
        Assert.Contains("\"default\" namespace", (await ImgautoCall.RunAsync(new Dictionary<string, string>
        {
            ["KUBECONFIG"] = file,
        }, "get", "policies", "--context", "reader")).Error, StringComparison.Ordinal);
    }

    [ClusterTheory("kubectl", "git", "kill")]
    [InlineData("admin")]
    [InlineData("clerk")]
    public async Task AWatch_ShowsWhatChangesAndWhatIsDeleted_UntilItIsStopped(string context)
    {
        var scene = house.Scene(isIdle: true);
        // The clerk may list, not watch: then there is a look a second.
        house.Kubectl(
            "create", "role", "lister", "-n", scene.Namespace, "--verb=list",
            "--resource=imagerepositories.image.toolkit.fluxcd.io,imagepolicies.image.toolkit.fluxcd.io,imageupdateautomations.image.toolkit.fluxcd.io");
        house.Kubectl("create", "rolebinding", "lister", "-n", scene.Namespace, "--role=lister", "--user=clerk");
        using var watch = ImgautoCall.Start(
            new Dictionary<string, string>(), "get", "all", "-w", "-n", scene.Namespace, "--kubeconfig", house.Kubeconfig, "--context",
            context);
        try
        {
            await UntilAsync("NAME");
            Assert.Contains("waiting to be reconciled", await UntilAsync("imagerepository/web"), StringComparison.Ordinal);
            await UntilAsync("imageupdateautomation/fleet");
            scene.Elect("1.1.0");
            Assert.Matches("^imagepolicy/web +[^ ]+ +1.1.0 +True +fine$", await UntilAsync("imagepolicy/web"));
            house.Kubectl("delete", "imagepolicy", "web", "-n", scene.Namespace);
            Assert.Matches("^imagepolicy/web +deleted$", await UntilAsync("imagepolicy/web"));
            TestProcess.Run("kill", null, null, ["-INT", $"{watch.Id}"]);
            await watch.WaitForExitAsync().WaitAsync(Eventually.Limit, TimeProvider.System);
            Assert.Equal((0, ""), (watch.ExitCode, await watch.StandardError.ReadToEndAsync()));
        }
        finally
        {
            if (!watch.HasExited) watch.Kill();
        }

        async Task<string> UntilAsync(string begin)
        {
            while (true)
            {
                var line = await watch.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Limit, TimeProvider.System)
                    ?? throw new InvalidOperationException("it ended: " + await watch.StandardError.ReadToEndAsync());
                if (line.StartsWith(begin, StringComparison.Ordinal)) return line;
            }
        }
    }

    [ClusterFact("kubectl", "git")]
    public async Task NamesMayComeFromSeveralNamespaces()
    {
        var (one, two) = (house.Scene(isIdle: true), house.Scene(isIdle: true));
        var result = await house.ImgautoAsync(
            "get", "policies", $"{one.Namespace}/web", $"{two.Namespace}/web", $"{two.Namespace}/nope", "--no-header");
        Assert.Equal((1, $"imgauto: ImagePolicy object 'nope' not found in \"{two.Namespace}\" namespace\n"), (result.Code, result.Error));
        Assert.Equal(
            [$"{one.Namespace} web", $"{two.Namespace} web"], result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))));
    }

    [ClusterFact("kubectl", "git")]
    public async Task Events_AreThoseOfOurKinds()
    {
        var scene = house.Scene(isIdle: false);
        await scene.WritesAsync("1.1.0");
        await Eventually.HoldsAsync(
            async () => (await scene.ImgautoAsync("events")).Out.Contains("pushed commit", StringComparison.Ordinal), () => house.Said);
        house.Apply($$"""
            apiVersion: v1
            kind: Event
            metadata: {name: other, namespace: {{scene.Namespace}}}
            involvedObject: {apiVersion: v1, kind: Pod, name: web, namespace: {{scene.Namespace}}}
            reason: Pulled
            message: none of ours
            type: Normal
            """);
        var events = await scene.ImgautoAsync("events");
        Assert.StartsWith("LAST SEEN", events.Out, StringComparison.Ordinal);
        Assert.Contains($"ImagePolicy/{scene.Namespace}/web", events.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("none of ours", events.Out, StringComparison.Ordinal);
        Assert.Equal(events.Out, (await scene.ImgautoAsync("get", "events")).Out);

        var one = JsonNode.Parse((await scene.ImgautoAsync("events", "--for", "policy/web", "-o", "json")).Out)!.AsArray();
        Assert.NotEmpty(one);
        Assert.All(one, e => Assert.Equal("ImagePolicy", (string?)e!["involvedObject"]!["kind"]));
        Assert.Contains("no events", (await scene.ImgautoAsync("events", "--for", "policy/nope")).Error, StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task ADescription_LeadsFromTheFailureToItsCause()
    {
        var scene = house.Scene(isIdle: true);
        house.Kubectl("delete", "secret", "pull", "-n", scene.Namespace);
        scene.Status("imagerepository", "web", $$"""{"conditions":[{{Scene.Ready("False", "Secret not found")}}]}""");
        scene.Status("imageupdateautomation", "fleet", $$$"""
            {"conditions":[{{{Scene.Ready("True", "repository up-to-date")}}}],"observedGeneration":1,
             "holds":{"total":1,"entries":[{"path":"app.yaml","object":{"apiVersion":"v1","kind":"Pod","namespace":"","name":"web"},"policy":"{{{scene.Namespace}}}/web","decision":"Held","value":"x:1.0.0","rejected":"x:1.1.0","author":"Ada"}]}}
            """);

        var repository = await scene.ImgautoAsync("describe", "repository", "web");
        Assert.Equal(0, repository.Code);
        Assert.StartsWith($"ImageRepository {scene.Namespace}/web: NOT READY for ", repository.Out, StringComparison.Ordinal);
        Assert.Matches(@"\npull secret +Secret \S+/pull +missing +it does not exist\n", repository.Out);
        Assert.Matches(@"\nread by +ImagePolicy \S+/web +False +waiting to be reconciled\n", repository.Out);

        var policy = await scene.ImgautoAsync("describe", "policy", $"{scene.Namespace}/web");
        Assert.Matches(@"\nreads +ImageRepository \S+/web +False +Secret not found\n", policy.Out);
        Assert.Matches(@"\nwritten by +ImageUpdateAutomation \S+/fleet +True +repository up-to-date\n", policy.Out);
        Assert.Matches(@"\napp\.yaml +Pod/web +\S+/web +Held +x:1\.0\.0 +x:1\.1\.0 +Ada\n", policy.Out);

        var automation = await scene.ImgautoAsync("describe", "automation", "fleet");
        Assert.StartsWith($"ImageUpdateAutomation {scene.Namespace}/fleet: Ready for ", automation.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nsource +GitRepository \S+/fleet +there +http", automation.Out);
        Assert.Matches(@"\ngit secret +Secret \S+/git +there\n", automation.Out);
        Assert.Matches(@"\nwrites +ImagePolicy \S+/web +False +waiting to be reconciled\n", automation.Out);
        Assert.DoesNotContain(CommandHouse.GitPassword, automation.Out, StringComparison.Ordinal);
    }

    private static string WithoutAge(string text) => AgeInTitle().Replace(text, "");

    [GeneratedRegex(" for [0-9dhms]+")]
    private static partial Regex AgeInTitle();
}
