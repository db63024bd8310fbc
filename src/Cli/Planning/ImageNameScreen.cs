using System.Text;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.Cli.Planning;

/// <summary>Tells from bytes that a file names none of the elected images, so that it need not be parsed.</summary>
/// <remarks>An image field spells the last part of the repository in one piece, unless it uses escapes of double quotes.</remarks>
internal sealed class ImageNameScreen(IEnumerable<ElectedImage> elected)
{
    private readonly byte[][] names = [.. elected.Select(e => e.Image.Name[(e.Image.Name.LastIndexOf('/') + 1)..])
        .Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether the file may hold a field of one of the images.</summary>
    public bool MayHold(ReadOnlySpan<byte> content)
    {
        foreach (var name in names)
            if (content.IndexOf(name) >= 0) return true;
        return names.Length > 0 && content.IndexOf((byte)'\\') >= 0;
    }
}
