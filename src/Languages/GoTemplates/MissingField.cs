namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A field that a template asked for and that its type does not have.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">The field.</param>
public sealed record MissingField(GoType Type, string Name);
