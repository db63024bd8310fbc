using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Works out where an automation reads and writes. Pure; texts are the reference's where it has one.</summary>
public static class SourceResolution
{
    private const string DefaultBranch = "master";

    /// <summary>Checks the source reference before the GitRepository is read.</summary>
    /// <returns>Key of the GitRepository; fails with <c>InvalidSourceConfiguration</c> or <c>AccessDenied</c>, both terminal.</returns>
    public static Result<ObjectKey> Locate(ImageUpdateAutomation automation, bool noCrossNamespaceRefs)
    {
        ArgumentNullException.ThrowIfNull(automation);
        var source = automation.Spec.SourceRef;
        if (source.Kind != ResourceKinds.GitRepository.Kind)
            return Failure.Terminal(
                Reasons.InvalidSourceConfiguration, $"source kind '{source.Kind}' not supported: invalid source configuration");
        if (automation.Spec.Git is null)
            return Failure.Terminal(
                Reasons.InvalidSourceConfiguration,
                "source kind 'GitRepository' necessitates field .spec.git: invalid source configuration");
        var key = new ObjectKey(source.Namespace is { Length: > 0 } ns ? ns : automation.Metadata.Namespace, source.Name);
        if (key.Namespace == automation.Metadata.Namespace) return key;
        if (noCrossNamespaceRefs)
            return Failure.Terminal(
                Reasons.AccessDenied,
                $"can't access 'GitRepository/{key}', cross-namespace references have been blocked by flag --no-cross-namespace-refs (the "
                    + "overlay config/takeover runs without it)");
        // Markers show that the owner of the repository wants a value kept up to date; image fields are everybody's.
        return automation.Spec.Update is { IsImageFields: true }
            ? Failure.Terminal(
                Reasons.AccessDenied,
                $"can't access 'GitRepository/{key}': the strategy ImageFields works on repositories of the automation's own namespace "
                    + "only; use Setters with markers, or move the automation")
            : key;
    }

    /// <summary>Refuses a GitRepository that names a ServiceAccount for a cloud login while the feature gate is off.</summary>
    /// <returns>
    /// A terminal failure <c>FeatureGateDisabled</c>, or null. The API takes <c>serviceAccountName</c> with aws and azure only.
    /// </returns>
    public static Failure? CheckIdentity(GitRepository repository, bool isOpen)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return !isOpen && repository.Spec is { Provider: "aws" or "azure", ServiceAccountName.Length: > 0 }
            ? Failure.Terminal(
                Reasons.FeatureGateDisabled,
                "to use spec.serviceAccountName in the GitRepository for provider authentication please enable the "
                    + "ObjectLevelWorkloadIdentity feature gate in the controller")
            : null;
    }

    /// <summary>Puts automation and GitRepository together.</summary>
    /// <returns>The plan; fails with <c>SourceManagerFailed</c> when no push branch can be found.</returns>
    public static Result<PublishPlan> Resolve(ImageUpdateAutomation automation, GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(automation);
        ArgumentNullException.ThrowIfNull(repository);
        var git = automation.Spec.Git ?? throw new ArgumentException("checked by Locate", nameof(automation));
        var given = git.Checkout?.Ref ?? repository.Spec.Ref;
        var checkout = given ?? new GitRepositoryRef { Branch = DefaultBranch };
        if (checkout.Branch is { } written) checkout = checkout with { Branch = ShortBranch(written) };
        var branch = BranchOf(checkout);

        string push;
        if (git.Push?.Branch is { Length: > 0 } named) push = ShortBranch(named);
        // a ref that names nothing is no choice
        else if (branch is not null && given is { Branch.Length: > 0 } or { Name.Length: > 0 }) push = branch;
        else
            return Failure.Transient(
                Reasons.SourceManagerFailed,
                "failed configuring source manager: push spec not provided, and cannot be inferred from .spec.git.checkout.ref or "
                    + "GitRepository .spec.ref");

        return new PublishPlan
        {
            Checkout = checkout,
            PushBranch = push,
            Switches = push != branch,
            Refspec = git.Push?.Refspec is { Length: > 0 } refspec ? refspec : null,
            Options = git.Push?.Options ?? new Dictionary<string, string>(),
            Path = automation.Spec.Update?.Path ?? "",
        };
    }

    /// <summary>The branch that a ref checks out, without <c>refs/heads/</c>; null for tags, versions and commits.</summary>
    public static string? BranchOf(GitRepositoryRef reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!string.IsNullOrEmpty(reference.Commit)) return null;
        if (!string.IsNullOrEmpty(reference.Name))
            return reference.Name.StartsWith(Heads, StringComparison.Ordinal) ? reference.Name[Heads.Length..] : null;
        if (!string.IsNullOrEmpty(reference.Tag) || !string.IsNullOrEmpty(reference.Semver)) return null;
        return string.IsNullOrEmpty(reference.Branch) ? DefaultBranch : ShortBranch(reference.Branch);
    }

    private const string Heads = "refs/heads/";

    // refs/heads/x and x are the same branch.
    private static string ShortBranch(string branch) => branch.StartsWith(Heads, StringComparison.Ordinal) ? branch[Heads.Length..]
        : branch;
}
