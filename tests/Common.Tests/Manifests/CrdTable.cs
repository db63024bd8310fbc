namespace ImageAutomation.Common.Tests.Manifests;

/// <summary>
/// The published API, field by field: type, then what the schema demands. <c>[]</c> are items of a list, <c>{}</c> values of a map.
/// Lines that begin with <c>+</c> are this project's additions.
/// </summary>
internal static class CrdTable
{
    public const string ImageRepository = """
        names ImageRepository ImageRepositoryList imagerepositories imagerepository
        shortNames imgrepo imagerepo
        categories all fluxcd fluxcd-images
        scope Namespaced
        version v1 served storage status
        column Image string .spec.image
        column Tags string .status.lastScanResult.tagCount
        column Ready string .status.conditions[?(@.type=="Ready")].status
        column Status string .status.conditions[?(@.type=="Ready")].message
        column Last scan string .status.lastScanResult.scanTime priority=1
        column Age date .metadata.creationTimestamp
        spec object
        spec.image string required
        spec.interval string required pattern=DURATION
        spec.timeout string pattern=SHORT
        spec.secretRef object
        spec.secretRef.name string required
        spec.proxySecretRef object
        spec.proxySecretRef.name string required
        spec.serviceAccountName string maxLength=253
        spec.certSecretRef object
        spec.certSecretRef.name string required
        spec.suspend boolean
        spec.accessFrom object
        spec.accessFrom.namespaceSelectors array required
        spec.accessFrom.namespaceSelectors[] object
        spec.accessFrom.namespaceSelectors[].matchLabels object
        spec.accessFrom.namespaceSelectors[].matchLabels{} string
        spec.exclusionList array default=["^.*\\.sig$"] maxItems=25
        spec.exclusionList[] string
        spec.provider string default="generic" enum=generic|aws|azure|gcp
        spec.insecure boolean
        status object default={"observedGeneration":-1}
        status.observedGeneration integer/int64
        status.canonicalImageName string
        status.lastScanResult object
        status.lastScanResult.revision string
        status.lastScanResult.tagCount integer required
        status.lastScanResult.scanTime string/date-time
        status.lastScanResult.latestTags array
        status.lastScanResult.latestTags[] string
        status.observedExclusionList array
        status.observedExclusionList[] string
        status.lastHandledReconcileAt string
        """ + Conditions;

    public const string ImagePolicy = """
        names ImagePolicy ImagePolicyList imagepolicies imagepolicy
        shortNames imgpol imagepol
        categories all fluxcd fluxcd-images
        scope Namespaced
        version v1 served storage status
        column Image string .status.latestRef.name
        column Tag string .status.latestRef.tag
        column Ready string .status.conditions[?(@.type=="Ready")].status
        column Status string .status.conditions[?(@.type=="Ready")].message
        column Age date .metadata.creationTimestamp
        spec object
        rule spec !has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')
        message spec spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'
        rule spec has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'
        message spec spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'
        spec.imageRepositoryRef object required
        spec.imageRepositoryRef.name string required
        spec.imageRepositoryRef.namespace string
        spec.policy object required
        spec.policy.semver object
        spec.policy.semver.range string required
        spec.policy.alphabetical object
        spec.policy.alphabetical.order string default="asc" enum=asc|desc
        spec.policy.numerical object
        spec.policy.numerical.order string default="asc" enum=asc|desc
        spec.filterTags object
        spec.filterTags.pattern string
        spec.filterTags.extract string
        spec.digestReflectionPolicy string default="Never" enum=Always|IfNotPresent|Never
        spec.interval string pattern=DURATION
        spec.suspend boolean
        status object default={"observedGeneration":-1}
        status.latestRef object
        status.latestRef.name string required
        status.latestRef.tag string required
        status.latestRef.digest string
        status.observedPreviousRef object
        status.observedPreviousRef.name string required
        status.observedPreviousRef.tag string required
        status.observedPreviousRef.digest string
        + status.elected object
        + status.elected.tag string required
        + status.elected.pushed string/date-time
        + status.elected.seen string/date-time
        + status.unlisted object
        + status.unlisted.tag string required
        + status.unlisted.since string/date-time
        + status.unlisted.listings integer
        + status.unlisted.message string
        + status.passedOver array maxItems=10
        + status.passedOver[] object
        + status.passedOver[].tag string required
        + status.passedOver[].verdict string required
        + status.passedOver[].message string
        status.observedGeneration integer/int64
        status.lastHandledReconcileAt string
        """ + Conditions;

    public const string ImageUpdateAutomation = """
        annotation kustomize.toolkit.fluxcd.io/substitute=disabled
        names ImageUpdateAutomation ImageUpdateAutomationList imageupdateautomations imageupdateautomation
        shortNames iua imgupd imgauto
        categories all fluxcd fluxcd-images
        scope Namespaced
        version v1 served storage status
        column Ready string .status.conditions[?(@.type=="Ready")].status
        column Status string .status.conditions[?(@.type=="Ready")].message
        column Last run string .status.lastAutomationRunTime priority=1
        column Age date .metadata.creationTimestamp
        spec object
        spec.sourceRef object required
        spec.sourceRef.apiVersion string
        spec.sourceRef.kind string required default="GitRepository" enum=GitRepository
        spec.sourceRef.name string required
        spec.sourceRef.namespace string
        spec.git object
        spec.git.checkout object
        spec.git.checkout.ref object required
        spec.git.checkout.ref.branch string
        spec.git.checkout.ref.tag string
        spec.git.checkout.ref.semver string
        spec.git.checkout.ref.name string
        spec.git.checkout.ref.commit string
        spec.git.commit object required
        spec.git.commit.author object required
        spec.git.commit.author.email string required
        spec.git.commit.author.name string
        spec.git.commit.signingKey object
        spec.git.commit.signingKey.secretRef object required
        spec.git.commit.signingKey.secretRef.name string required
        spec.git.commit.signingKey.type string enum=gpg|ssh
        spec.git.commit.messageTemplate string
        spec.git.commit.messageTemplateValues object
        spec.git.commit.messageTemplateValues{} string
        spec.git.push object
        spec.git.push.branch string
        spec.git.push.refspec string
        spec.git.push.options object
        spec.git.push.options{} string
        spec.interval string required pattern=DURATION
        spec.policySelector object map-type=atomic
        spec.policySelector.matchExpressions array list-type=atomic
        spec.policySelector.matchExpressions[] object
        spec.policySelector.matchExpressions[].key string required
        spec.policySelector.matchExpressions[].operator string required
        spec.policySelector.matchExpressions[].values array list-type=atomic
        spec.policySelector.matchExpressions[].values[] string
        spec.policySelector.matchLabels object
        spec.policySelector.matchLabels{} string
        spec.suspend boolean
        spec.update object default={"strategy":"Setters"}
        + spec.update.strategy string default="Setters" enum=Setters|ImageFields
        spec.update.path string
        + spec.update.onManualChange string enum=Hold|Overwrite
        + spec.update.unparsable string enum=Skip|Line
        + spec.update.batch object
        + spec.update.batch.quietPeriod string pattern=DURATION
        + spec.update.batch.maxDelay string pattern=DURATION
        status object default={"observedGeneration":-1}
        status.lastAutomationRunTime string/date-time
        status.lastPushCommit string
        status.lastPushTime string/date-time
        status.observedGeneration integer/int64
        status.observedPolicies object
        status.observedPolicies{} object
        status.observedPolicies{}.name string required
        status.observedPolicies{}.tag string required
        status.observedPolicies{}.digest string
        status.observedSourceRevision string
        status.lastHandledReconcileAt string
        + status.holds object
        + status.holds.total integer required
        + status.holds.entries array maxItems=100
        + status.holds.entries[] object
        + status.holds.entries[].path string required
        + status.holds.entries[].object object
        + status.holds.entries[].object.apiVersion string
        + status.holds.entries[].object.kind string
        + status.holds.entries[].object.namespace string
        + status.holds.entries[].object.name string
        + status.holds.entries[].policy string required
        + status.holds.entries[].decision string required
        + status.holds.entries[].value string required
        + status.holds.entries[].rejected string
        + status.holds.entries[].releasedAbove string
        + status.holds.entries[].commit string
        + status.holds.entries[].author string
        + status.holds.entries[].time string/date-time
        + status.ignoredMarkers object
        + status.ignoredMarkers.total integer required
        + status.ignoredMarkers.entries array maxItems=20
        + status.ignoredMarkers.entries[] object
        + status.ignoredMarkers.entries[].path string required
        + status.ignoredMarkers.entries[].line integer required
        + status.ignoredMarkers.entries[].reason string required
        + status.skippedFiles object
        + status.skippedFiles.total integer required
        + status.skippedFiles.entries array maxItems=20
        + status.skippedFiles.entries[] object
        + status.skippedFiles.entries[].path string required
        + status.skippedFiles.entries[].reason string required
        """ + Conditions;

    /// <summary>What stands for long patterns in the tables.</summary>
    public static readonly IReadOnlyDictionary<string, string> Patterns = new Dictionary<string, string>
    {
        ["DURATION"] = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$",
        ["SHORT"] = @"^([0-9]+(\.[0-9]+)?(ms|s|m))+$",
        ["REASON"] = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
        ["LABEL"] = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
    };

    private const string Conditions = "\n" + """
        status.conditions array
        status.conditions[] object
        status.conditions[].type string required maxLength=316 pattern=LABEL
        status.conditions[].status string required enum=True|False|Unknown
        status.conditions[].observedGeneration integer/int64 minimum=0
        status.conditions[].lastTransitionTime string/date-time required
        status.conditions[].reason string required maxLength=1024 minLength=1 pattern=REASON
        status.conditions[].message string required maxLength=32768
        """;
}
