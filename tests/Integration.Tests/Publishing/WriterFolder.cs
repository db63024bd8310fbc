using ImageAutomation.TestSupport;

namespace ImageAutomation.Integration.Tests.Publishing;

/// <summary>Resources of one writer: an image repository, a policy, a Git repository and an automation.</summary>
internal static class WriterFolder
{
    public static string Marked(string image, string policy) =>
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {policy}\nspec:\n  template:\n    spec:\n      containers:\n        - "
        + $"name: main\n          image: {image} # {{\"$imagepolicy\": \"team:{policy}\"}}\n";

    public static string Write(TemporaryFolder folder, string name, string image, string policy, string url, string scanInterval = "1h")
    {
        folder.Write(
            $"{name}/resources.yaml",
            $$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: app, namespace: team}
            spec: {image: {{image}}, interval: {{scanInterval}}, timeout: 1m}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: {{policy}}, namespace: team}
            spec:
              imageRepositoryRef: {name: app}
              policy:
                semver: {range: '>=1.0.0'}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: team}
            spec:
              url: '{{url}}'
              interval: 1m
              timeout: 5m
              ref: {branch: main}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: auto, namespace: team}
            spec:
              interval: 1h
              sourceRef: {kind: GitRepository, name: fleet}
              git:
                commit:
                  author: {name: {{policy}}, email: bot@example.org}
            """);
        return folder.Combine(name);
    }
}
