using System.Text.Json.Nodes;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>A condition and the status it has to have, or not: <c>ready=false</c>, <c>ready!=true</c>. Case plays no part.</summary>
internal sealed record StatusQuery(string Type, string Status, bool IsEqual)
{
    public static Result<StatusQuery> Parse(string text)
    {
        var isEqual = !text.Contains("!=", StringComparison.Ordinal);
        return text.Split(isEqual ? "=" : "!=", StringSplitOptions.TrimEntries) is [{ Length: > 0 } type, { Length: > 0 } status]
            ? new StatusQuery(type, status, isEqual)
            : Failure.Terminal(
                "InvalidSelector", $"'{text}' is not a status selector; write type=status or type!=status, for example ready=false");
    }

    /// <summary>Whether an object matches; a missing condition has no status at all.</summary>
    public bool Matches(JsonObject resource)
    {
        var condition = (resource["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(c => string.Equals((string?)c["type"], Type, StringComparison.OrdinalIgnoreCase));
        return string.Equals((string?)condition?["status"], Status, StringComparison.OrdinalIgnoreCase) == IsEqual;
    }
}
