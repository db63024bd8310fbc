using System.Text.Json;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.Languages.Cel;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>The compiled expressions of a Receiver.</summary>
internal sealed class ReceiverFilters
{
    /// <summary>An empty map.</summary>
    public static readonly CelValue Nothing = CelValue.FromMap(new Dictionary<string, CelValue>());

    private readonly CelExpression? common;
    private readonly IReadOnlyList<CelExpression?> perResource;
    private readonly IReadOnlyList<ClaimRules> providers;

    private ReceiverFilters(CelExpression? common, IReadOnlyList<CelExpression?> perResource, IReadOnlyList<ClaimRules> providers) =>
        (this.common, this.perResource, this.providers) = (common, perResource, providers);

    /// <summary>Whether objects of a resource have to be looked at before they are asked for a run.</summary>
    public bool LooksAt(int resource) => common is not null || perResource[resource] is not null;

    /// <summary>Compiles them.</summary>
    /// <returns>The filters, or a terminal failure that names the field.</returns>
    public static Result<ReceiverFilters> Compile(ReceiverSpec spec, ReceiverType type)
    {
        string[] variables = type == ReceiverType.GenericOidc ? ["req", "res", "claims"] : ["req", "res"];
        if (!Compile(spec.ResourceFilter, variables, CelResultType.Bool, "spec.resourceFilter").TryGet(out var common, out var failure))
            return failure;
        var perResource = new List<CelExpression?>();
        for (var i = 0; i < spec.Resources.Count; i++)
        {
            if (!Compile(spec.Resources[i].Filter, variables, CelResultType.Bool, $"spec.resources[{i}].filter")
                .TryGet(out var filter, out failure))
                return failure;
            perResource.Add(filter);
        }

        var providers = new List<ClaimRules>();
        for (var i = 0; i < (spec.OidcProviders?.Count ?? 0); i++)
        {
            if (!Compile(spec.OidcProviders![i], $"spec.oidcProviders[{i}]").TryGet(out var rules, out failure)) return failure; // counted
            providers.Add(rules);
        }

        return new ReceiverFilters(common, perResource, providers);
    }

    /// <summary>Whether a request is for an object.</summary>
    /// <param name="resource">Index in <c>spec.resources</c>.</param>
    /// <param name="values">Values of the variables.</param>
    /// <returns>The answer, or why an expression failed.</returns>
    public Result<bool> Admits(int resource, IReadOnlyDictionary<string, CelValue> values)
    {
        foreach (var filter in (CelExpression?[])[common, perResource[resource]])
        {
            if (filter is null) continue;
            if (!filter.Evaluate(values).TryGet(out var admits, out var failure)) return failure;
            if (!admits) return false;
        }

        return true;
    }

    /// <summary>Whether the claims of a token are as its provider demands.</summary>
    public bool Hold(TrustedIssuer issuer, JsonElement claims) => providers.Any(rules => rules.Issuer == issuer.Url && rules.Hold(claims));

    private static Result<ClaimRules> Compile(OidcProvider provider, string field)
    {
        string[] known = ["claims", "vars"];
        var variables = new List<(string, CelExpression)>();
        for (var i = 0; i < (provider.Variables?.Count ?? 0); i++)
        {
            var variable = provider.Variables![i]; // counted
            if (!Compile(variable.Expression, known, CelResultType.Dyn, $"{field}.variables[{i}].expression")
                .TryGet(out var expression, out var failure))
                return failure;
            if (expression is not null) variables.Add((variable.Name, expression));
        }

        var validations = new List<CelExpression>();
        for (var i = 0; i < provider.Validations.Count; i++)
        {
            if (!Compile(provider.Validations[i].Expression, known, CelResultType.Bool, $"{field}.validations[{i}].expression")
                .TryGet(out var expression, out var failure))
                return failure;
            if (expression is not null) validations.Add(expression);
        }

        return new ClaimRules(provider.IssuerURL, variables, validations);
    }

    private static Result<CelExpression?> Compile(string? text, IReadOnlyCollection<string> variables, CelResultType type, string field)
    {
        if (text is null) return (CelExpression?)null;
        return CelExpression.Compile(text, variables, type).TryGet(out var expression, out var failure) ? expression
            : Failure.Terminal(ReceiverReasons.InvalidCelExpression, $"{field}: {failure.Message}", failure.Cause);
    }

    /// <summary>What one issuer's tokens have to say.</summary>
    private sealed record ClaimRules(
        string Issuer, IReadOnlyList<(string Name, CelExpression Expression)> Variables, IReadOnlyList<CelExpression> Validations)
    {
        // What cannot be computed is not true.
        public bool Hold(JsonElement claims)
        {
            var made = new Dictionary<string, CelValue>(StringComparer.Ordinal);
            var values = new Dictionary<string, CelValue>(StringComparer.Ordinal)
            {
                ["claims"] = CelValue.FromJson(claims),
                ["vars"] = Nothing,
            };
            foreach (var (name, expression) in Variables)
            {
                if (!expression.EvaluateValue(values).TryGet(out var value, out _)) return false;
                made[name] = value;
                values["vars"] = CelValue.FromMap(made);
            }

            return Validations.Count > 0 && Validations.All(v => v.Evaluate(values).TryGet(out var holds, out _) && holds);
        }
    }
}
