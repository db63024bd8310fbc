using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>Reads what <c>git ls-remote --symref</c> prints.</summary>
internal static class RefAdvertisement
{
    /// <summary>Reads the lines <c>id TAB name</c> and <c>ref: target TAB HEAD</c>; odd lines are passed over.</summary>
    public static RemoteRefs Parse(string text)
    {
        var refs = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        var peeled = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        string? head = null;
        foreach (var line in text.Split('\n'))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0) continue;
            var name = line[(tab + 1)..];
            if (line.StartsWith("ref: ", StringComparison.Ordinal))
            {
                if (name == "HEAD") head = line[5..tab];
            }
            else if (ObjectId.TryParse(line.AsSpan(0, tab), out var id))
            {
                if (name.EndsWith("^{}", StringComparison.Ordinal)) peeled[name[..^3]] = id;
                else refs[name] = id;
            }
        }

        return new RemoteRefs { Refs = refs, PeeledTags = peeled, HeadTarget = head };
    }
}
