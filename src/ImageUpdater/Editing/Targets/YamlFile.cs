using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Parses a whole file the way the reference does: all of it, or nothing.</summary>
internal static class YamlFile
{
    /// <summary>The documents in order, empty ones included; or the first problem.</summary>
    public static (List<YamlDocument> Documents, YamlProblem? Problem) Parse(byte[] data)
    {
        var documents = new List<YamlDocument>();
        var (parts, problem) = DocumentParts.Split(data);
        if (problem is not null) return (documents, problem);
        foreach (var (start, end) in parts)
        {
            var (document, refused) = YamlParser.Parse(data, Math.Min(DocumentParts.SkipMark(data, start), end), end);
            if (document is null) return (documents, refused);
            if (ObjectShapes.Check(document) is { } shape) return (documents, shape);
            documents.Add(document);
        }

        return (documents, null);
    }
}
