using System.Text.Json.Nodes;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Asking what would happen and why, without anybody noticing.</summary>
[Collection(CommandsOnACluster.Name)]
public sealed class PreviewOnClusterTests(CommandHouse house)
{
    [ClusterFact("kubectl", "git")]
    public async Task APlan_ShowsWhatWouldBeCommitted_AndWritesNothingAnywhere()
    {
        var scene = house.Scene(isIdle: true);
        scene.Elect("1.1.0");
        var (versions, head) = (scene.Versions(), scene.Remote.Head());
        var temporary = house.Folder.Combine(scene.Namespace + "-tmp");
        Directory.CreateDirectory(temporary);

        var plan = await ImgautoCall.RunAsync(new Dictionary<string, string>
        {
            ["TMPDIR"] = temporary,
        }, "plan", "-n", scene.Namespace, "--kubeconfig", house.Kubeconfig, "--message");
        Assert.True(plan.Code == 2, plan.ToString());
        Assert.Contains($"    Update {scene.Image} from 1.0.0 to 1.1.0\n", plan.Out, StringComparison.Ordinal);
        Assert.Contains($"-  image: {scene.Image}:1.0.0 #", plan.Out, StringComparison.Ordinal);
        Assert.Contains($"+  image: {scene.Image}:1.1.0 #", plan.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"ImageUpdateAutomation {scene.Namespace}/fleet on main@sha1:{head}: 1 to change in 1 files, 0 on hold", plan.Error,
            StringComparison.Ordinal);
        Assert.Equal((versions, head), (scene.Versions(), scene.Remote.Head()));
        Assert.Equal([head], scene.Remote.Log().Select(c => c.Id.ToString()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
        Assert.DoesNotContain(CommandHouse.GitPassword, plan.ToString(), StringComparison.Ordinal);

        // The same with a mirror that stays.
        var state = house.Folder.Combine(scene.Namespace + "-state");
        var json = await scene.ImgautoAsync("plan", "-o", "json", "--state", state);
        Assert.Equal(2, json.Code);
        Assert.Equal($"{scene.Image}:1.1.0", (string?)JsonNode.Parse(json.Out)!["changes"]![0]!["newValue"]);
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(Path.Combine(state, "mirrors")));

        scene.Elect("1.0.0");
        Assert.Equal((0, ""), ((await scene.ImgautoAsync("plan", "--state", state)) is var same ? same.Code : -1, same.Out));
        house.Kubectl(
            "patch", "imageupdateautomation", "fleet", "-n", scene.Namespace, "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        Assert.Equal(
            new ImgautoCall(0, "", $"ImageUpdateAutomation {scene.Namespace}/fleet is suspended and left out\n"),
            await scene.ImgautoAsync("plan"));
    }

    [ClusterFact("kubectl", "git")]
    public async Task AnExplanation_ListsTheRegistry_WithTheCredentialsOfTheRepository()
    {
        var scene = house.Scene(isIdle: true);
        scene.Elect("1.0.0");
        var explained = await scene.ImgautoAsync("explain", "web");
        Assert.Equal($"""
            policy:   {scene.Namespace}/web, image {scene.Image}
            elects:   the highest version in the range "1.x"
            elected:  1.1.0
            status:   Ready True: fine
                      (the status still says 1.0.0, these tags elect 1.1.0)
            tags:     3, listed now from the registry: 1 Elected, 1 Older, 1 OutOfRange

            TAG     VERDICT      ORDERED AS   FIRST SEEN   WHY
            2.0.0   OutOfRange   2.0.0                     2.0.0 is not in the range "1.x"
            1.1.0   Elected      1.1.0                     1.1.0 is elected: it is the highest version in the range "1.x"
            1.0.0   Older        1.0.0                     1.0.0 is a candidate, but 1.1.0 comes before it

            """.ReplaceLineEndings("\n"), explained.Out);
        Assert.Equal((0, ""), (explained.Code, explained.Error));
        Assert.Equal(
            "registry",
            (string?)JsonNode.Parse((await scene.ImgautoAsync("explain", $"{scene.Namespace}/web", "-o", "json")).Out)!["tagsFrom"]);

        house.Kubectl("delete", "secret", "pull", "-n", scene.Namespace);
        var missing = await scene.ImgautoAsync("explain", "web");
        Assert.Equal((1, ""), (missing.Code, missing.Out));
        Assert.Contains($"Secret '{scene.Namespace}/pull' not found", missing.Error, StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task WithoutTheRightToReadSecrets_WhatIsMissingIsSaid()
    {
        var scene = house.Scene(isIdle: true);
        house.Apply($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: clerk, namespace: {{scene.Namespace}}}
            rules:
            - {apiGroups: [image.toolkit.fluxcd.io, source.toolkit.fluxcd.io], resources: ["*"], verbs: [get, list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: clerk, namespace: {{scene.Namespace}}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: clerk}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: clerk}]
            """);
        var refused = await scene.ImgautoAsync("explain", "web", "--context", "clerk");
        Assert.Equal((1, ""), (refused.Code, refused.Out));
        Assert.Contains($"cannot get secrets 'pull' in namespace '{scene.Namespace}': 403", refused.Error, StringComparison.Ordinal);
        Assert.Contains("allow this account to get secrets", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--tags-file", refused.Error, StringComparison.Ordinal);

        // A page with a gap is better than none.
        var described = await scene.ImgautoAsync("describe", "repository", "web", "--context", "clerk");
        Assert.Equal(0, described.Code);
        Assert.Matches(@"\npull secret +Secret \S+/pull +\? +cannot get secrets", described.Out);
        Assert.Contains("cannot list events", described.Error, StringComparison.Ordinal);
    }
}
