using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>The stored form of a commit.</summary>
internal static class CommitFormat
{
    /// <summary>Reads a commit; null when the bytes are not one.</summary>
    public static CommitObject? Parse(ObjectId id, ReadOnlySpan<byte> bytes)
    {
        ObjectId? tree = null;
        var parents = new List<ObjectId>();
        GitSignature? author = null;
        GitSignature? committer = null;
        StringBuilder? signature = null;
        var encoding = Encoding.UTF8;
        var inSignature = false;
        while (true)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0) end = bytes.Length;
            if (end == 0) break; // the blank line, or the end
            var line = bytes[..end];
            bytes = bytes[Math.Min(end + 1, bytes.Length)..];
            if (line[0] == ' ')
            {
                if (inSignature) signature!.Append('\n').Append(Encoding.UTF8.GetString(line[1..])); // set when inSignature is
                continue;
            }

            inSignature = false;
            var space = line.IndexOf((byte)' ');
            if (space < 0) continue;
            var value = line[(space + 1)..];
            switch (Encoding.ASCII.GetString(line[..space]))
            {
                case "tree" when ObjectId.TryParse(value, out var treeId): tree = treeId; break;
                case "parent" when ObjectId.TryParse(value, out var parent): parents.Add(parent); break;
                case "author": author = GitSignature.FromHeader(Encoding.UTF8.GetString(value)); break;
                case "committer": committer = GitSignature.FromHeader(Encoding.UTF8.GetString(value)); break;
                case "encoding" when Encoding.ASCII.GetString(value).StartsWith("ISO-8859-1", StringComparison.OrdinalIgnoreCase):
                    encoding = Encoding.Latin1;
                    break;
                case "gpgsig":
                    signature = new StringBuilder(Encoding.UTF8.GetString(value));
                    inSignature = true;
                    break;
            }
        }

        if (tree is not { } root) return null;
        var nobody = new GitSignature("", "", DateTimeOffset.UnixEpoch);
        return new CommitObject
        {
            Id = id,
            Tree = root,
            Parents = parents,
            Author = author ?? nobody,
            Committer = committer ?? nobody,
            Message = encoding.GetString(bytes.IsEmpty ? bytes : bytes[1..]),
            Signature = signature?.ToString(),
        };
    }

    /// <summary>Writes a commit; without a signature it is exactly what a signer signs.</summary>
    public static byte[] Build(
        ObjectId tree, IReadOnlyList<ObjectId> parents, string author, string committer, ReadOnlySpan<byte> message, string? signature)
    {
        var head = new StringBuilder().Append("tree ").Append(tree).Append('\n');
        foreach (var parent in parents) head.Append("parent ").Append(parent).Append('\n');
        head.Append("author ").Append(author).Append("\ncommitter ").Append(committer).Append('\n');
        if (signature?.ReplaceLineEndings("\n").TrimEnd('\n') is { } lines)
            head.Append("gpgsig ").Append(lines.Replace("\n", "\n ", StringComparison.Ordinal)).Append('\n');
        head.Append('\n');
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. message];
    }
}
