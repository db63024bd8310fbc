using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Record;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>
/// Writes the record that every commit of an automation ends with. Without it a revert cannot be told from our own write.
/// </summary>
internal static class CommitTrailers
{
    /// <summary>Names an automation as the trailer does.</summary>
    /// <param name="automation">The automation.</param>
    /// <param name="instance">Tells installations apart that have automations of the same name; null or empty for none.</param>
    public static string AutomationText(ObjectKey automation, string? instance = null) => string.IsNullOrEmpty(instance)
        ? Clean($"{automation.Namespace}/{automation.Name}")
        : Clean($"{automation.Namespace}/{automation.Name}@{instance}");

    /// <summary>A text in which no line reads like a record: such lines get a blank in front.</summary>
    /// <param name="text">Text of a template, which may hold whatever its author and the names of objects make it hold.</param>
    public static string WithoutRecords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains("Image-", StringComparison.Ordinal)) return text;
        return string.Join(
            '\n', text.Split('\n')
                .Select(line => CommitRecord.Keys.Any(key => line.StartsWith(key + ":", StringComparison.Ordinal)) ? " " + line : line));
    }

    /// <summary>Appends the record to a message.</summary>
    /// <param name="message">Any message. When it ends in a trailer block, the record joins that; otherwise one blank line precedes it.
    /// A message without text gets <see cref="MessageTemplate.FixedText"/> as subject, so that the record does not become one.</param>
    /// <param name="automation">Text of <see cref="AutomationText"/>.</param>
    /// <param name="policies">The policies that changed something; written by namespace and name.</param>
    /// <returns>The message with one line feed at its end.</returns>
    public static string Append(string message, string automation, IEnumerable<PolicyRecord> policies)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(policies);
        var text = new StringBuilder(string.IsNullOrWhiteSpace(message) ? MessageTemplate.FixedText : message.TrimEnd());
        text.Append(TrailerBlock.EndsIn(message) ? "\n" : "\n\n");
        text.Append(CommitRecord.AutomationKey).Append(": ").Append(Clean(automation)).Append('\n');
        foreach (var record in policies.OrderBy(p => p.Policy.Namespace, StringComparer.Ordinal)
            .ThenBy(p => p.Policy.Name, StringComparer.Ordinal))
            text.Append(CommitRecord.PolicyKey).Append(": ").Append(Clean($"{record.Policy.Namespace}/{record.Policy.Name} {record.Image}"))
                .Append('\n');
        return text.ToString();
    }

    // One line, whatever the names hold: a value cannot forge another trailer.
    private static string Clean(string value) => string.Concat(value.Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029')));
}
