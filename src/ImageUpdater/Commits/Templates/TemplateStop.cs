namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>Ends parsing or execution from any depth.</summary>
/// <remarks>Never leaves <see cref="MessageTemplate"/>, which turns it into a failure: a result at each of the
/// recursive steps of an interpreter would hide the rules under plumbing.</remarks>
internal sealed class TemplateStop(string message, string? removedField = null) : Exception(message)
{
    /// <summary>The field of earlier versions that the template asked for; null for other errors.</summary>
    public string? RemovedField { get; } = removedField;
}
