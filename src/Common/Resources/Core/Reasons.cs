namespace ImageAutomation.Common.Resources.Core;

/// <summary>Condition reason codes, as the reference controllers use them.</summary>
public static class Reasons
{
    /// <summary>The run did all it should.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Work goes on.</summary>
    public const string Progressing = "Progressing";

    /// <summary>The last run failed and will be tried again.</summary>
    public const string ProgressingWithRetry = "ProgressingWithRetry";

    /// <summary>An error that has no code of its own.</summary>
    public const string Failed = "Failed";

    /// <summary>A classified error without a closer code (another word than <see cref="Failed"/>).</summary>
    public const string Failure = "Failure";

    /// <summary>The image field does not name a repository.</summary>
    public const string ImageUrlInvalid = "ImageURLInvalid";

    /// <summary>Credentials, TLS or proxy settings could not be built.</summary>
    public const string AuthenticationFailed = "AuthenticationFailed";

    /// <summary>The registry could not be listed.</summary>
    public const string ReadOperationFailed = "ReadOperationFailed";

    /// <summary>The referenced ImageRepository is missing or has no tags yet.</summary>
    public const string DependencyNotReady = "DependencyNotReady";

    /// <summary>An access rule forbids the reference.</summary>
    public const string AccessDenied = "AccessDenied";

    /// <summary>One of our annotations cannot be read; the message names it.</summary>
    public const string InvalidAnnotation = "InvalidAnnotation";

    /// <summary>The policy or its filter cannot be compiled.</summary>
    public const string InvalidPolicy = "InvalidPolicy";

    /// <summary>Digest reflection <c>Always</c> without an interval.</summary>
    public const string IntervalNotConfigured = "IntervalNotConfigured";

    /// <summary>A feature gate that the spec needs is off.</summary>
    public const string FeatureGateDisabled = "FeatureGateDisabled";

    /// <summary>The policy selector cannot be parsed.</summary>
    public const string InvalidPolicySelector = "InvalidPolicySelector";

    /// <summary>The source reference or its settings cannot work.</summary>
    public const string InvalidSourceConfiguration = "InvalidSourceConfiguration";

    /// <summary>The source object or one of its Secrets could not be read.</summary>
    public const string SourceManagerFailed = "SourceManagerFailed";

    /// <summary>Fetch, commit, template or push failed.</summary>
    public const string GitOperationFailed = "GitOperationFailed";

    /// <summary>The policies could not be applied to the files.</summary>
    public const string UpdateFailed = "UpdateFailed";

    /// <summary>No or an unknown update strategy.</summary>
    public const string InvalidUpdateStrategy = "InvalidUpdateStrategy";

    /// <summary>The message template uses a field that is gone.</summary>
    public const string RemovedTemplateField = "RemovedTemplateField";
}
