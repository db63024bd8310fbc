namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Builds the nodes of the first document in a part of a file.</summary>
/// <remarks>
/// A state machine with its own stack: nesting costs no call depth. The reference reads one document from each part (see
/// <see cref="DocumentParts"/>) and ignores what follows an explicit end (<c>...</c>), so this does too.
/// </remarks>
public sealed partial class YamlParser
{
    /// <summary>
    /// Most nodes of one document: keys, values and collections. A file of many megabytes can hold millions, each 40 bytes in memory.
    /// </summary>
    public const int MaxNodes = 2_000_000;

    private readonly byte[] data;
    private readonly YamlScanner scanner;
    private readonly Stack<State> states = new();
    private readonly HashSet<string> anchors = new(StringComparer.Ordinal);
    private readonly List<YamlNode> nodes = [];
    private readonly List<CommentText> comments = [];
    private readonly Stack<Open> open = new();
    private YamlProblem? problem;
    private YamlToken token;
    private CommentText pendingLine;
    private CommentText pendingHead;
    private int flowDepth;
    private int unread;

    private YamlParser(byte[] data, int start, int end)
    {
        this.data = data;
        scanner = new YamlScanner(data, start, end);
        unread = end;
    }

    private enum State
    {
        End,
        BlockSequence,
        IndentlessSequence,
        BlockKey,
        BlockValue,
        FlowSequenceFirst,
        FlowSequence,
        PairKey,
        PairValue,
        PairEnd,
        FlowKeyFirst,
        FlowKey,
        FlowValue,
        FlowEmptyValue,
    }

    /// <summary>Parses a part of a file.</summary>
    /// <param name="data">The file.</param>
    /// <param name="start">First byte of the part, after a byte order mark.</param>
    /// <param name="end">Byte after its last.</param>
    public static (YamlDocument? Document, YamlProblem? Problem) Parse(byte[] data, int start, int end)
    {
        if (YamlCharacters.CheckCharacters(data.AsSpan(start, end - start)) is { } refused)
        {
            return (null, refused with { Offset = refused.Offset + start });
        }

        var parser = new YamlParser(data, start, end);
        parser.Run();
        return parser.problem is { } problem ? (null, problem)
            : (new YamlDocument(data, parser.nodes, parser.comments, parser.unread..end), null);
    }

    private void Run()
    {
        if (!Peek() || token.Kind == YamlTokenKind.StreamEnd) return;
        var isExplicit = false;
        while (token.Kind == YamlTokenKind.Directive)
        {
            isExplicit = true;
            if (!Next()) return;
        }

        if (isExplicit && token.Kind != YamlTokenKind.DocumentStart)
        {
            Fail("did not find expected <document start>");
            return;
        }

        states.Push(State.End);
        if (token.Kind == YamlTokenKind.DocumentStart)
        {
            if (!Next()) return;
            if (token.Kind is YamlTokenKind.Directive or YamlTokenKind.DocumentStart or YamlTokenKind.DocumentEnd
                or YamlTokenKind.StreamEnd)
                return;
        }

        ParseNode(isBlock: true, indentless: false);
        while (problem is null && states.TryPop(out var state) && state != State.End)
        {
            Step(state);
        }

        // The token behind the document is read too: an error in it is an error of the file. What follows it is not.
        if (Peek() && token.Kind != YamlTokenKind.StreamEnd) unread = token.Start;
    }

    private void Step(State state)
    {
        switch (state)
        {
            case State.BlockSequence:
                BlockSequence();
                break;
            case State.IndentlessSequence:
                IndentlessSequence();
                break;
            case State.BlockKey:
                BlockKey();
                break;
            case State.BlockValue:
                BlockValue();
                break;
            case State.FlowSequenceFirst:
                FlowSequence(isFirst: true);
                break;
            case State.FlowSequence:
                FlowSequence(isFirst: false);
                break;
            case State.PairKey:
                PairKey();
                break;
            case State.PairValue:
                PairValue();
                break;
            case State.PairEnd:
                Close();
                break;
            case State.FlowKeyFirst:
                FlowKey(isFirst: true);
                break;
            case State.FlowKey:
                FlowKey(isFirst: false);
                break;
            case State.FlowValue:
                FlowValue();
                break;
            default:
                if (Peek()) AddEmpty();
                states.Push(State.FlowKey);
                break;
        }
    }

    private bool Peek()
    {
        if (problem is not null) return false;
        if (!scanner.TryPeek(out token))
        {
            problem = scanner.Problem;
            return false;
        }

        // A head comment is not the head of an end: the next token takes it.
        while (scanner.TryTakeComment(token.Start, token.Kind != YamlTokenKind.BlockEnd, out var comment))
        {
            ref var pending = ref comment.IsHead ? ref pendingHead : ref pendingLine;
            pending = new CommentText(comment.Start, comment.End, pending.End == 0 && comment.Lines == 1);
        }

        return true;
    }

    private bool Next()
    {
        scanner.Take();
        return Peek();
    }

    private void Fail(string message) => problem ??= new YamlProblem(token.Start, message);

    private readonly record struct Open(int Node, int PendingKey, int Count, bool IsMapping);
}
