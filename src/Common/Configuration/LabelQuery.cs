using System.Globalization;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Configuration;

/// <summary>A label selector as kubectl writes it: <c>a=b,c!=d,e,!f,g in (h,i),j notin (k),l>1</c>. All terms have to hold. Pure.</summary>
/// <remarks>Source: the Kubernetes documentation, "Labels and Selectors".</remarks>
public sealed partial class LabelQuery
{
    /// <summary>Reason of a failure.</summary>
    public const string InvalidSelector = nameof(InvalidSelector);

    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> terms = [];

    private LabelQuery()
    {
    }

    /// <summary>Parses a selector; the empty text selects everything.</summary>
    /// <returns>The selector, or a terminal failure with reason <see cref="InvalidSelector"/> that names the term.</returns>
    public static Result<LabelQuery> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var query = new LabelQuery();
        if (string.IsNullOrWhiteSpace(text)) return query;
        foreach (var term in Terms().Split(text).Select(t => t.Trim()))
        {
            if (term.Length == 0) return Invalid($"'{text}' has an empty term");
            if (!Term(term).TryGet(out var holds, out var failure)) return failure;
            query.terms.Add(holds);
        }

        return query;
    }

    /// <summary>Whether an object with these labels is selected.</summary>
    /// <param name="labels">Labels; null for none.</param>
    public bool Matches(IReadOnlyDictionary<string, string>? labels) => terms.All(term => term(labels ?? new Dictionary<string, string>()));

    private static Result<Func<IReadOnlyDictionary<string, string>, bool>> Term(string term)
    {
        if (Set().Match(term) is { Success: true } set)
        {
            var key = set.Groups["key"].Value;
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            var isIn = set.Groups["op"].Value == "in";
            return Checked(term, key, values, labels => labels.TryGetValue(key, out var value) ? values.Contains(value) == isIn : !isIn);
        }

        if (Comparison().Match(term) is { Success: true } comparison)
        {
            var (key, value, op) = (comparison.Groups["key"].Value, comparison.Groups["value"].Value, comparison.Groups["op"].Value);
            if (op is not (">" or "<"))
                return Checked(term, key, [value], labels => (labels.TryGetValue(key, out var has) && has == value) == (op != "!="));
            if (Number(value) is not { } bound) return Invalid($"'{term}': '{value}' is not a whole number");
            return Checked(term, key, [], labels => labels.TryGetValue(key, out var has) && Number(has) is { } number
                && (op == ">" ? number > bound : number < bound));
        }

        if (Existence().Match(term) is { Success: true } existence)
        {
            var (key, isThere) = (existence.Groups["key"].Value, existence.Groups["not"].Length == 0);
            return Checked(term, key, [], labels => labels.ContainsKey(key) == isThere);
        }

        return Invalid($"'{term}' is not a label selector; write key=value, key!=value, key, !key, key in (a,b) or key notin (a,b)");
    }

    private static Result<Func<IReadOnlyDictionary<string, string>, bool>> Checked(
        string term, string key, IEnumerable<string> values, Func<IReadOnlyDictionary<string, string>, bool> holds)
    {
        if (!LabelNames.IsKey(key)) return Invalid($"'{term}': '{key}' is not the key of a label");
        return values.FirstOrDefault(v => !LabelNames.IsValue(v)) is { } wrong
            ? Invalid($"'{term}': '{wrong}' is not the value of a label") : holds;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Failure Invalid(string message) => Failure.Terminal(InvalidSelector, message);

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Terms();

    [GeneratedRegex(@"^(?<key>[^\s,()!=<>]+)\s+(?<op>in|notin)\s*\((?<values>[^()]*)\)\z")]
    private static partial Regex Set();

    [GeneratedRegex(@"^(?<key>[^\s,()!=<>]+)\s*(?<op>==|=|!=|<|>)\s*(?<value>[^\s,()!=<>]*)\z")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^(?<not>!?)\s*(?<key>[^\s,()!=<>]+)\z")]
    private static partial Regex Existence();
}
