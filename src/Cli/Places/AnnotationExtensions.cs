using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Places;

/// <summary>Annotations on objects.</summary>
internal static class AnnotationExtensions
{
    /// <summary>The object with annotations set; the others stay.</summary>
    public static T WithAnnotations<T>(this T resource, IReadOnlyDictionary<string, string> annotations)
        where T : class, IReconciledResource<T>
    {
        var merged = new Dictionary<string, string>(resource.Metadata.Annotations ?? new Dictionary<string, string>());
        foreach (var (name, value) in annotations) merged[name] = value;
        return resource.WithMetadata(resource.Metadata with { Annotations = merged });
    }
}
