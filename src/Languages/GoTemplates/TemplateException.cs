namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Ends parsing or execution from any depth. Outside this room it is only the cause of a failure, never thrown.</summary>
/// <remarks><see cref="GoTemplate"/> turns it into a failure: a result at each of the recursive steps of an interpreter would hide
/// the rules under plumbing.</remarks>
public sealed class TemplateException : Exception
{
    internal TemplateException(string message, MissingField? missing = null)
        : base(message) => Missing = missing;

    /// <summary>The field that the template asked for in vain; null for other errors.</summary>
    public MissingField? Missing { get; }
}
