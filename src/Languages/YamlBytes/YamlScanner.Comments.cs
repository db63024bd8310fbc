using System.Diagnostics.CodeAnalysis;

namespace ImageAutomation.Languages.YamlBytes;

/// <content>White space and comments between tokens.</content>
/// <remarks>
/// The reference's parser assigns every comment to a token: as the line comment of what stands before it, as the head of what follows,
/// or as the foot of what came before. Only the first two can be markers; what becomes a foot is dropped here.
/// </remarks>
internal sealed partial class YamlScanner
{
    private readonly Queue<YamlComment> comments = new();

    /// <summary>Hands out the oldest comment that belongs to a token starting at or before a place.</summary>
    public bool TryTakeComment(int upTo, bool headsToo, [NotNullWhen(true)] out YamlComment? comment)
    {
        if (!comments.TryPeek(out comment) || comment.For > upTo || (comment.IsHead && !headsToo)) return false;
        comments.Dequeue();
        return true;
    }

    private void ScanToNextToken()
    {
        while (position < end)
        {
            if (column == 0 && data.AsSpan(position, end - position).StartsWith("\uFEFF"u8)) Skip();
            while (Current == ' ' || (Current == '\t' && (flowLevel > 0 || !simpleKeyAllowed)))
            {
                Skip();
            }

            if (Current == '#') ScanComments();
            if (position >= end || BreakAt(0) == 0) return;
            SkipBreak();
            if (flowLevel == 0) simpleKeyAllowed = true;
        }
    }

    private void ScanLineComment(int commentFor)
    {
        if (newlines > 0) return;
        var ahead = 0;
        while (YamlCharacters.IsBlank(At(ahead)))
        {
            ahead++;
        }

        if (At(ahead) != '#') return;
        while (YamlCharacters.IsBlank(Current))
        {
            Skip();
        }

        var start = position;
        SkipToBreak();
        comments.Enqueue(new YamlComment(commentFor, IsHead: false, start, position, Lines: 1));
    }

    private void SkipToBreak()
    {
        while (true)
        {
            SkipRun(LineStops);
            if (IsBreakOrEnd(0)) return;
            Skip();
        }
    }

    /// <summary>Reads all comment lines up to the next token and keeps those that are the head of it.</summary>
    private void ScanComments()
    {
        var previous = lastToken.Kind == YamlTokenKind.FlowEntry && tokens.Count > 1 ? tokens[^2] : lastToken;
        var afterValue = tokens.Count > 0 && previous.Kind == YamlTokenKind.Value;
        var nextIndent = Math.Max(indent, 0);
        var startsBelow = newlines <= 1;
        var recentEmpty = false;

        // A comment that starts here and is followed by an empty line is the foot of the content above it.
        var footLine = line > 0 ? line - newlines + (newlines == 0 && column > 1 ? 2 : 1) : -1;
        YamlComment? run = null;
        var runLine = 0;
        var runColumn = 0;

        // Looks ahead without taking: what follows the last comment is white space to the scanner, and tabs matter there.
        var (at, atColumn) = (position, column);
        while (true)
        {
            while (at < end && YamlCharacters.IsBlank(data[at]))
            {
                at++;
                atColumn++;
            }

            var next = at < end ? data[at] : (byte)0;
            var breakLength = YamlCharacters.BreakLength(data.AsSpan(0, end), at);
            var closesFlow = flowLevel > 0 && next is (byte)']' or (byte)'}';
            if (closesFlow || breakLength > 0 || at >= end)
            {
                var isFoot = startsBelow && ((runLine == footLine && !afterValue) || runColumn < nextIndent);
                if (closesFlow || (!recentEmpty && isFoot)) run = null;
                if (breakLength == 0) break;
                startsBelow = false;
                recentEmpty = true;
                at += breakLength;
                atColumn = 0;
                continue;
            }

            if (run is not null && atColumn < nextIndent && atColumn != runColumn) run = null;
            if (next != '#') break;

            MoveTo(at);
            if (run is null) (runLine, runColumn) = (line, atColumn);
            SkipToBreak();
            run = run is null ? new YamlComment(at, IsHead: true, at, position, Lines: 1) : run with { Lines = run.Lines + 1 };
            recentEmpty = false;
            at = position + BreakAt(0);
            atColumn = 0;
            if (at == position) break;
        }

        if (run is not null) comments.Enqueue(run);
    }

    private void MoveTo(int place)
    {
        while (position < place)
        {
            if (BreakAt(0) > 0) SkipBreak();
            else Skip();
        }
    }
}
