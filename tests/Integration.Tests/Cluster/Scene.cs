using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>One namespace of a <see cref="CommandHouse"/>, and the repository that it writes to.</summary>
internal sealed record Scene(CommandHouse House, string Namespace, string Image, BareRepository Remote)
{
    /// <summary>The condition that a test writes.</summary>
    public static string Ready(string status, string message, long generation = 1) =>
        $$"""{"type":"Ready","status":"{{status}}","reason":"{{(status == "True" ? "Succeeded" : "Failed")}}","message":"{{message}}","lastTransitionTime":"2026-01-02T03:04:05Z","observedGeneration":{{generation}}}""";

    /// <summary>Runs <c>imgauto</c> in the namespace.</summary>
    public Task<ImgautoCall> ImgautoAsync(params string[] arguments) => House.ImgautoAsync([.. arguments, "-n", Namespace]);

    public JsonNode Get(string kind, string name) => House.Get(kind, Namespace, name);

    /// <summary>Writes status as a controller would.</summary>
    public void Status(string kind, string name, string status) =>
        House.Kubectl("patch", kind, name, "-n", Namespace, "--subresource=status", "--type=merge", "-p", $$"""{"status":{{status}}}""");

    /// <summary>What Flux's reflector would have left behind.</summary>
    public void Elect(string tag) =>
        Status("imagepolicy", "web",
            $$"""{"latestRef":{"name":"{{Image}}","tag":"{{tag}}"},"observedGeneration":1,"conditions":[{{Ready("True", "fine")}}]}""");

    /// <summary>Waits until the controllers have elected and written a tag.</summary>
    public Task WritesAsync(string tag) =>
        Eventually.HoldsAsync(() => Remote.Read("app.yaml") == CommandHouse.Manifest(Namespace, Image, tag), () => Remote.Read("app.yaml")
            + House.Said);

    /// <summary>Versions of all objects of the namespace, events included.</summary>
    public string Versions() => House.Kubectl(
        "get", "imagerepositories,imagepolicies,imageupdateautomations,gitrepositories,secrets,events", "-n", Namespace, "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{\"\\n\"}{end}");
}
