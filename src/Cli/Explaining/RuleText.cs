using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Explaining;

/// <summary>Policies in words.</summary>
internal static class RuleText
{
    /// <summary>What is elected.</summary>
    public static string Of(ImagePolicySpec spec)
    {
        var filter = spec.FilterTags is not { Pattern.Length: > 0 } given ? ""
            : string.IsNullOrEmpty(given.Extract) ? $" among tags that match {given.Pattern}"
            : $" of {given.Extract} among tags that match {given.Pattern}";
        return spec.Policy switch
        {
            { Semver: { } semver } => $"the highest version in the range \"{semver.Range}\"{filter}",
            { Alphabetical: { } order } => $"the {(IsDescending(order) ? "first" : "last")} in alphabetical order{filter}",
            { Numerical: { } order } => $"the {(IsDescending(order) ? "lowest" : "highest")} number{filter}",
            _ => "nothing: spec.policy names no order",
        };
    }

    private static bool IsDescending(OrderPolicy order) => string.Equals(order.Order, "desc", StringComparison.OrdinalIgnoreCase);
}
