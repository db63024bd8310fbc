namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>Names a place in a template the way the reference does: <c>template: commit message:LINE:COLUMN</c>.</summary>
internal static class SourcePlace
{
    /// <summary>Name of the template in error texts.</summary>
    public const string TemplateName = "commit message";

    /// <summary>Names a place; lines count from 1, columns are bytes and count from 0.</summary>
    public static string Of(string source, int position)
    {
        position = Math.Clamp(position, 0, source.Length);
        var before = source.AsSpan(0, position);
        var line = before.Count('\n') + 1;
        return $"template: {TemplateName}:{line}:{position - (before.LastIndexOf('\n') + 1)}";
    }
}
