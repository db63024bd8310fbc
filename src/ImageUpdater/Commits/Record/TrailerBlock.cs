namespace ImageAutomation.ImageUpdater.Commits.Record;

/// <summary>Git's rule for what is a trailer block.</summary>
/// <remarks>Source: <c>git interpret-trailers</c>, "Description". A block is the last paragraph, but never the subject's. It holds only
/// trailers and their continuations; or at least one trailer that Git itself writes, and one trailer to three other lines.</remarks>
internal static class TrailerBlock
{
    private static readonly string[] GitsOwn = ["Signed-off-by: ", "(cherry picked from commit "];

    /// <summary>Whether a message ends in a trailer block.</summary>
    /// <param name="message">The message; blank lines at its end do not count.</param>
    public static bool EndsIn(string message)
    {
        var lines = message.TrimEnd().Split('\n');
        var subjectEnd = Array.FindIndex(lines, line => !IsComment(line) && string.IsNullOrWhiteSpace(line));
        if (subjectEnd < 0) return false;

        var (trailers, others, continuations) = (0, 0, 0);
        var hasGitsOwn = false;
        for (var i = lines.Length - 1; i >= subjectEnd; i--)
        {
            var line = lines[i];
            if (IsComment(line))
            {
                others += continuations;
                continuations = 0;
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                others += continuations;
                return trailers > 0 && (others == 0 || (hasGitsOwn && trailers * 3 >= others));
            }
            else if (GitsOwn.Any(own => line.StartsWith(own, StringComparison.Ordinal)))
            {
                (trailers, continuations, hasGitsOwn) = (trailers + 1, 0, true);
            }
            else if (IsTrailer(line))
            {
                (trailers, continuations) = (trailers + 1, 0);
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                continuations++;
            }
            else
            {
                (others, continuations) = (others + 1 + continuations, 0);
            }
        }

        return false;
    }

    // A key of letters, digits and hyphens; blanks may stand before the colon.
    private static bool IsTrailer(string line)
    {
        var key = line.AsSpan(0, Math.Max(line.IndexOf(':', StringComparison.Ordinal), 0)).TrimEnd(" \t");
        if (key.IsEmpty) return false;
        foreach (var c in key)
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        return true;
    }

    private static bool IsComment(string line) => line.StartsWith('#');
}
