using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Manifests;

/// <summary>Fills in defaults and checks a value, with the API server's wording.</summary>
internal sealed class SchemaValidator
{
    private const int MaxProblems = 20;
    private readonly List<string> problems = [];

    private SchemaValidator()
    {
    }

    /// <summary>Fills in defaults in place and returns what is wrong; empty when all is well.</summary>
    public static IReadOnlyList<string> Apply(JsonNode value, Schema schema, string path)
    {
        var validator = new SchemaValidator();
        validator.Visit(value, schema, path);
        return validator.problems;
    }

    private void Visit(JsonNode value, Schema schema, string path)
    {
        if (problems.Count >= MaxProblems) return;
        if (TypeOf(value) is var type && type != schema.Type && !(schema.Type == "number" && type == "integer"))
        {
            problems.Add($"{path}: Invalid value: \"{type}\": {path} in body must be of type {schema.Type}: \"{type}\"");
            return;
        }

        switch (value)
        {
            case JsonObject obj:
                VisitObject(obj, schema, path);
                break;
            case JsonArray array:
                VisitArray(array, schema, path);
                break;
            default:
                if (schema.Type == "string") VisitText(value.GetValue<string>(), schema, path);
                break;
        }
    }

    private void VisitObject(JsonObject obj, Schema schema, string path)
    {
        foreach (var name in obj.Where(p => p.Value is null).Select(p => p.Key).ToList()) obj.Remove(name); // null means absent
        foreach (var (name, property) in schema.Properties)
            if (property.Default is { } fallback && !obj.ContainsKey(name)) obj[name] = fallback.DeepClone();

        var before = problems.Count;
        foreach (var name in schema.Required)
            if (!obj.ContainsKey(name)) problems.Add($"{path}.{name}: Required value");
        foreach (var (name, child) in obj)
        {
            var childPath = schema.AdditionalProperties is null ? $"{path}.{name}" : $"{path}[{name}]";
            if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } childSchema)
                Visit(child!, childSchema, childPath); // nulls are gone
            else if (!schema.KeepsUnknown)
                problems.Add($"unknown field \"{childPath}\"");
        }

        if (problems.Count > before) return; // as the server does: rules only see objects that fit the schema
        foreach (var (rule, message) in schema.Rules)
            if (!CelRules.Holds(rule, obj)) problems.Add($"{path}: Invalid value: {message}");
    }

    private void VisitArray(JsonArray array, Schema schema, string path)
    {
        if (schema.MaxItems is { } max && array.Count > max)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: Too many: {array.Count}: must have at most {max} items"));
        if (schema.Items is null) return;
        for (var i = 0; i < array.Count; i++)
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (array[i] is { } item)
                Visit(item, schema.Items, itemPath);
            else
                problems.Add($"{itemPath}: Invalid value: \"null\": {itemPath} in body must be of type {schema.Items.Type}: \"null\"");
        }
    }

    private void VisitText(string text, Schema schema, string path)
    {
        if (schema.Enum is { } allowed && !allowed.Contains(text, StringComparer.Ordinal))
            problems.Add($"{path}: Unsupported value: \"{text}\": supported values: {string.Join(", ", allowed.Select(a => $"\"{a}\""))}");
        if (schema.Pattern is { } pattern && !pattern.IsMatch(text))
            problems.Add($"{path}: Invalid value: \"{text}\": {path} in body should match '{schema.PatternText}'");
        if (schema.MinLength is { } min && text.Length < min)
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: Invalid value: \"{text}\": {path} in body should be at least {min} chars long"));
        if (schema.MaxLength is { } max && text.Length > max && text.EnumerateRunes().Count() > max)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: Too long: may not be more than {max} bytes"));
    }

    private static string TypeOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => node.AsValue().TryGetValue(out long _) ? "integer" : "number",
        _ => "null",
    };
}
