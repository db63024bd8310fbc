using ImageAutomation.Languages.GoTemplates;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>Fields that templates of earlier versions of the API used. They are reported as such, not as plain errors.</summary>
internal static class RemovedFields
{
    public const string Updated = ".Updated";
    public const string ImageResult = ".Changed.ImageResult";

    /// <summary>The removed field that a failed look-up meant; null when it meant none.</summary>
    public static string? Find(MissingField missing) =>
        missing.Type == TemplateTypes.TemplateData && missing.Name == "Updated" ? Updated
        : missing.Type == TemplateTypes.Result && missing.Name == "ImageResult" ? ImageResult
        : null;

    /// <summary>What to tell the user.</summary>
    public static string Advice(string field) => field == Updated
        ? "template uses removed '.Updated' field. Please use '.Changed' instead."
        : "template uses removed '.Changed.ImageResult' field. Please use '.Changed.FileChanges' or '.Changed.Objects' instead.";
}
