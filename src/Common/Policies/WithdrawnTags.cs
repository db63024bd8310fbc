using System.Text.Json;
using System.Text.Json.Serialization;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Resources.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Policies;

/// <summary>Reads and writes the annotation <see cref="WellKnown.WithdrawnAnnotation"/>: a JSON list, the oldest entry first.</summary>
public static partial class WithdrawnTags
{
    /// <summary>Most entries; the oldest go first.</summary>
    public const int Limit = 20;

    /// <summary>The entries of a policy.</summary>
    /// <returns>
    /// The entries, or a terminal failure that names the annotation: what a person withdrew must not come back because of a typing mistake.
    /// </returns>
    public static Result<IReadOnlyList<WithdrawnTag>> Read(ImagePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Metadata.Annotations?.GetValueOrDefault(WellKnown.WithdrawnAnnotation) is not { Length: > 0 } text)
            return Array.Empty<WithdrawnTag>();
        try
        {
            if (JsonSerializer.Deserialize(text, Json.Default.ListWithdrawnTag) is { } entries && entries.TrueForAll(IsUsable))
                return entries;
        }
        catch (JsonException)
        {
            // said below, without the position: the text is one line
        }

        return Failure.Terminal(
            Reasons.InvalidAnnotation,
            $"annotation {WellKnown.WithdrawnAnnotation} of ImagePolicy {policy.Key} is not a JSON list of objects with a tag, and a "
                + "digest of sha256 or sha512 if any; correct it, or remove it and use 'imgauto withdraw'");
    }

    /// <summary>The annotation's text with one entry more.</summary>
    /// <param name="entries">The entries so far.</param>
    /// <param name="entry">The new one; it takes the place of another with the same tag and digest.</param>
    public static string With(IReadOnlyList<WithdrawnTag> entries, WithdrawnTag entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Write([.. entries.Where(one => one.Tag != entry.Tag || one.Digest != entry.Digest).TakeLast(Limit - 1), entry]);
    }

    /// <summary>The annotation's text without the entries of a tag; empty when none is left.</summary>
    public static string Without(IReadOnlyList<WithdrawnTag> entries, string tag) => Write([.. entries.Where(one => one.Tag != tag)]);

    private static string Write(List<WithdrawnTag> entries) => entries.Count == 0 ? ""
        : JsonSerializer.Serialize(entries, Json.Default.ListWithdrawnTag);

    private static bool IsUsable(WithdrawnTag? entry) =>
        entry is { Tag: { } tag } && TagGrammar.IsTag(tag) && (entry.Digest is null || Digest.Parse(entry.Digest).IsSuccess);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = [typeof(KubeTimeConverter)])]
    [JsonSerializable(typeof(List<WithdrawnTag>))]
    private sealed partial class Json : JsonSerializerContext;
}
