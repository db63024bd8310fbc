namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>
/// Every failing reason of the API on every kind that can have it. The repository <c>good</c> and the source <c>good</c> exist.
/// </summary>
internal static class ReasonCases
{
    private const string Repository = "ImageRepository";
    private const string Policy = "ImagePolicy";
    private const string Automation = "ImageUpdateAutomation";
    private const string Commit = "git: {commit: {author: {name: bot, email: bot@example.org}}}";
    private const string GoodRepository = """{"imageRepositoryRef":{"name":"good","namespace":null}}""";
    private const string GoodSource = """{"sourceRef":{"name":"good","namespace":null}}""";

    /// <summary>The cases.</summary>
    /// <param name="host">Host of the registry, which has the repositories app (1.0.0) and empty (no tags).</param>
    public static IReadOnlyList<ReasonCase> All(string host) =>
    [
        new(Repository, "with-scheme", "ImageURLInvalid", true, $"{{image: 'https://{host}/app', interval: 1h}}",
            $$"""{"image":"{{host}}/app"}"""),
        new(Repository, "with-tag", "ImageURLInvalid", true, $"{{image: '{host}/app:1.0.0', interval: 1h}}",
            $$"""{"image":"{{host}}/app"}"""),
        new(Repository, "no-secret", "AuthenticationFailed", false, $"{{image: '{host}/app', interval: 1h, secretRef: {{name: nope}}}}",
            """{"secretRef":null}"""),
        new(Repository, "no-account", "AuthenticationFailed", false, $"{{image: '{host}/app', interval: 1h, serviceAccountName: nope}}",
            """{"serviceAccountName":null}"""),
        new(Repository, "not-there", "ReadOperationFailed", false, $"{{image: '{host}/nope', interval: 1h}}",
            $$"""{"image":"{{host}}/app"}"""),
        new(Repository, "bad-exclusion", "ReadOperationFailed", false, $"{{image: '{host}/app', interval: 1h, exclusionList: ['(']}}",
            """{"exclusionList":null}"""),
        new(Repository, "gate", "FeatureGateDisabled", true,
            $"{{image: '{host}/app', interval: 1h, provider: aws, serviceAccountName: x}}",
            """{"provider":"generic","serviceAccountName":null}"""),

        new(Repository, "bare", "ImageURLInvalid", true, "null", $$"""{"image":"{{host}}/app","interval":"1h"}"""),
        new(Repository, "nameless-secret", "AuthenticationFailed", false,
            $"{{image: '{host}/app', interval: 1h, secretRef: {{name: ''}}}}", """{"secretRef":null}"""),

        new(Policy, "bare", "DependencyNotReady", false, "null",
            """{"imageRepositoryRef":{"name":"good"},"policy":{"semver":{"range":"1.x"}}}"""),
        new(Policy, "nameless", "DependencyNotReady", false, "{imageRepositoryRef: {name: ''}, policy: {semver: {range: 1.x}}}",
            GoodRepository),
        new(Policy, "no-repository", "DependencyNotReady", false, "{imageRepositoryRef: {name: nope}, policy: {semver: {range: 1.x}}}",
            GoodRepository),
        new(Policy, "no-tags", "DependencyNotReady", false, "{imageRepositoryRef: {name: empty}, policy: {semver: {range: 1.x}}}",
            GoodRepository),
        new(Policy, "elsewhere", "AccessDenied", false,
            "{imageRepositoryRef: {name: good, namespace: other}, policy: {semver: {range: 1.x}}}", GoodRepository),
        new(Policy, "no-order", "InvalidPolicy", true, "{imageRepositoryRef: {name: good}, policy: {}}",
            """{"policy":{"alphabetical":{}}}"""),
        new(Policy, "bad-range", "InvalidPolicy", true, "{imageRepositoryRef: {name: good}, policy: {semver: {range: '*-*'}}}",
            """{"policy":{"semver":{"range":"1.x"}}}"""),
        new(Policy, "bad-filter", "InvalidPolicy", true,
            "{imageRepositoryRef: {name: good}, policy: {semver: {range: 1.x}}, filterTags: {pattern: '('}}", """{"filterTags":null}"""),
        new(Policy, "bad-image", "ImageURLInvalid", true, "{imageRepositoryRef: {name: with-scheme}, policy: {semver: {range: 1.x}}}",
            GoodRepository),
        new(Policy, "gated", "FeatureGateDisabled", true, "{imageRepositoryRef: {name: gate}, policy: {semver: {range: 1.x}}}",
            GoodRepository),
        new(Policy, "nothing-fits", "Failure", false, "{imageRepositoryRef: {name: good}, policy: {semver: {range: 9.x}}}",
            """{"policy":{"semver":{"range":"1.x"}}}"""),
        new(Policy, "no-digest", "Failed", false,
            "{imageRepositoryRef: {name: good}, policy: {semver: {range: 1.x}}, digestReflectionPolicy: IfNotPresent}",
            """{"digestReflectionPolicy":"Never"}"""),
        new(Policy, "no-interval", "IntervalNotConfigured", true,
            "{imageRepositoryRef: {name: good}, policy: {semver: {range: 1.x}}, digestReflectionPolicy: Always}",
            """{"digestReflectionPolicy":"Never"}"""),

        new(Automation, "bare", "InvalidSourceConfiguration", true, "null",
            """{"interval":"1h","sourceRef":{"name":"good"},"git":{"commit":{"author":{"name":"bot","email":"bot@example.org"}}}}"""),
        new(Automation, "nameless", "SourceManagerFailed", false, $"{{interval: 1h, sourceRef: {{name: ''}}, {Commit}}}", GoodSource),
        new(Automation, "bad-selector", "InvalidPolicySelector", true,
            $"{{interval: 1h, sourceRef: {{name: good}}, {Commit}, policySelector: {{matchExpressions: [{{key: a, operator: In}}]}}}}",
            """{"policySelector":null}"""),
        new(Automation, "no-git", "InvalidSourceConfiguration", true, "{interval: 1h, sourceRef: {name: good}}",
            """{"git":{"commit":{"author":{"name":"bot","email":"bot@example.org"}}}}"""),
        new(Automation, "other-kind", "InvalidSourceConfiguration", true,
            $"{{interval: 1h, sourceRef: {{kind: Bucket, name: good}}, {Commit}}}", """{"sourceRef":{"kind":"GitRepository"}}"""),
        new(Automation, "app-secret", "InvalidSourceConfiguration", true, $"{{interval: 1h, sourceRef: {{name: app-secret}}, {Commit}}}",
            GoodSource),
        new(Automation, "foreign", "AccessDenied", true, $"{{interval: 1h, sourceRef: {{name: good, namespace: other}}, {Commit}}}",
            GoodSource),
        new(Automation, "no-source", "SourceManagerFailed", false, $"{{interval: 1h, sourceRef: {{name: nope}}, {Commit}}}", GoodSource),
        new(Automation, "no-remote", "GitOperationFailed", false, $"{{interval: 1h, sourceRef: {{name: no-remote}}, {Commit}}}",
            GoodSource),
        new(Automation, "no-path", "UpdateFailed", false,
            $"{{interval: 1h, sourceRef: {{name: good}}, {Commit}, update: {{path: ./nope}}}}", """{"update":{"path":"."}}"""),
        new(Automation, "no-strategy", "InvalidUpdateStrategy", true,
            $"{{interval: 1h, sourceRef: {{name: good}}, {Commit}, update: {{strategy: Magic}}}}", """{"update":{"strategy":"Setters"}}"""),
        new(Automation, "old-template", "RemovedTemplateField", true,
            $"{{interval: 1h, sourceRef: {{name: good}}, git: {{commit: {{author: {{name: bot, email: bot@example.org}}, messageTemplate: "
                + $"'{{{{ .Updated }}}}'}}}}}}", """{"git":{"commit":{"messageTemplate":null}}}"""),
        new(Automation, "gated", "FeatureGateDisabled", true, $"{{interval: 1h, sourceRef: {{name: gated}}, {Commit}}}", GoodSource),
    ];
}
