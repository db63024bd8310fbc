using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>
/// Which policies an automation applies: those of its namespace that match the selector and have elected something. Pure.
/// </summary>
public static class PolicySelection
{
    /// <summary>Selects.</summary>
    /// <param name="automation">The automation.</param>
    /// <param name="policies">All policies that are known; other namespaces are left out here.</param>
    /// <returns>Policies by name, or a terminal failure <c>InvalidPolicySelector</c>.</returns>
    public static Result<IReadOnlyList<ImagePolicy>> Select(ImageUpdateAutomation automation, IEnumerable<ImagePolicy> policies)
    {
        ArgumentNullException.ThrowIfNull(automation);
        var selector = automation.Spec.PolicySelector;
        if (selector is not null && Problem(selector) is { } problem)
            return Failure.Terminal(
                Reasons.InvalidPolicySelector,
                $"failed to parse policy selector: {problem}; correct spec.policySelector of ImageUpdateAutomation {automation.Key}");

        return policies
            .Where(p => p.Metadata.Namespace == automation.Metadata.Namespace && p.Status.LatestRef is not null)
            .Where(p => selector is null || Matches(selector, p.Metadata.Labels))
            .OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)
            .ToList();
    }

    private static string? Problem(LabelSelector selector)
    {
        foreach (var (key, value) in (selector.MatchLabels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal))
            if (ProblemOf(key, [value]) is { } problem) return problem;
        foreach (var requirement in selector.MatchExpressions ?? [])
        {
            if (ProblemOf(requirement.Key, requirement.Values ?? []) is { } problem) return problem;
            switch (requirement.Operator)
            {
                case "In" or "NotIn" when requirement.Values is not { Count: > 0 }:
                    return $"values: Invalid value: for 'in', 'notin' operators, values set can't be empty (key '{requirement.Key}')";
                case "Exists" or "DoesNotExist" when requirement.Values is { Count: > 0 }:
                    return $"values: Invalid value: values set must be empty for exists and does not exist (key '{requirement.Key}')";
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                default:
                    return $"\"{requirement.Operator}\" is not a valid label selector operator; use In, NotIn, Exists or DoesNotExist";
            }
        }

        return null;
    }

    // No object can have such a label: the selector is a mistake, not one that selects nothing.
    private static string? ProblemOf(string key, IEnumerable<string> values) =>
        !LabelNames.IsKey(key) ? $"key: Invalid value: \"{key}\": it is not the key of a label"
        : values.FirstOrDefault(v => !LabelNames.IsValue(v)) is { } wrong
        ? $"values: Invalid value: \"{wrong}\": it is not the value of a label (key '{key}')"
        : null;

    private static bool Matches(LabelSelector selector, IReadOnlyDictionary<string, string>? labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(w => labels?.GetValueOrDefault(w.Key) == w.Value)
        && (selector.MatchExpressions ?? []).All(r => Matches(r, labels));

    private static bool Matches(LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string>? labels)
    {
        var value = labels?.GetValueOrDefault(requirement.Key);
        return requirement.Operator switch
        {
            "In" => value is not null && requirement.Values!.Contains(value), // Problem checked the values
            "NotIn" => value is null || !requirement.Values!.Contains(value), // Problem checked the values
            "Exists" => value is not null,
            _ => value is null,
        };
    }
}
