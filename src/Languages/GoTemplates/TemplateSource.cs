namespace ImageAutomation.Languages.GoTemplates;

/// <summary>The text of a template with the name that error texts give it.</summary>
/// <param name="Name">Name of the main template.</param>
/// <param name="Text">The template, as bytes.</param>
internal sealed record TemplateSource(string Name, string Text)
{
    /// <summary>
    /// Names a place as Go does, <c>template: NAME:LINE:COLUMN</c>; lines count from 1, columns are bytes and count from 0.
    /// </summary>
    public string Place(int position)
    {
        position = Math.Clamp(position, 0, Text.Length);
        var before = Text.AsSpan(0, position);
        var line = before.Count('\n') + 1;
        return $"template: {Name}:{line}:{position - (before.LastIndexOf('\n') + 1)}";
    }
}
