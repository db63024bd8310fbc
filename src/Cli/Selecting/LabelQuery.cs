using System.Text.RegularExpressions;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>A label selector as kubectl writes it: <c>a=b,c!=d,e,!f,g in (h,i),j notin (k)</c>. All terms have to hold.</summary>
internal sealed partial class LabelQuery
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> terms = [];

    public static Result<LabelQuery> Parse(string text)
    {
        var query = new LabelQuery();
        foreach (var term in Terms().Split(text).Select(t => t.Trim()).Where(t => t.Length > 0))
        {
            if (Set().Match(term) is { Success: true } set)
            {
                var key = set.Groups["key"].Value;
                var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
                var isIn = set.Groups["op"].Value == "in";
                query.terms.Add(labels => labels.TryGetValue(key, out var value) ? values.Contains(value) == isIn : !isIn);
            }
            else if (Equality().Match(term) is { Success: true } equality)
            {
                var (key, value) = (equality.Groups["key"].Value, equality.Groups["value"].Value);
                var isEqual = equality.Groups["op"].Value != "!=";
                query.terms.Add(labels => (labels.TryGetValue(key, out var has) && has == value) == isEqual);
            }
            else if (Existence().Match(term) is { Success: true } existence)
            {
                var (key, isThere) = (existence.Groups["key"].Value, existence.Groups["not"].Length == 0);
                query.terms.Add(labels => labels.ContainsKey(key) == isThere);
            }
            else
            {
                return Failure.Terminal("InvalidSelector", $"'{term}' is not a label selector; write key=value, key!=value, key, !key, key in (a,b) or key notin (a,b)");
            }
        }

        return query;
    }

    public bool Matches(IReadOnlyDictionary<string, string>? labels) => terms.All(term => term(labels ?? new Dictionary<string, string>()));

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Terms();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s+(?<op>in|notin)\s*\((?<values>[^()]*)\)\z")]
    private static partial Regex Set();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s*(?<op>==|=|!=)\s*(?<value>[\w.-]*)\z")]
    private static partial Regex Equality();

    [GeneratedRegex(@"^(?<not>!?)\s*(?<key>[\w./-]+)\z")]
    private static partial Regex Existence();
}
