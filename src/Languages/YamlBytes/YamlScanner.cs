using System.Buffers;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Cuts UTF-8 bytes into YAML tokens, and notes which comment belongs to which token.</summary>
/// <remarks>
/// Accepts and refuses what the reference's scanner (a YAML 1.1 scanner with some of 1.2) does, so that both leave the same files alone.
/// Works on bytes, because edits need byte positions. Every step consumes input or ends, so that it is linear in the size of the input.
/// </remarks>
internal sealed partial class YamlScanner
{
    private const int MaxDepth = 10_000;
    private const int MaxSimpleKeyCharacters = 1_024;

    // Bytes at which a run of plain ASCII ends; what they mean is decided one by one.
    private static readonly SearchValues<byte> PlainStops = Stops(b => b <= ' ' || b >= 0x80 || ":,?[]{}"u8.Contains(b));
    private static readonly SearchValues<byte> QuotedStops = Stops(b => b <= ' ' || b >= 0x80 || "'\"\\"u8.Contains(b));
    private static readonly SearchValues<byte> LineStops = Stops(b => b is (byte)'\r' or (byte)'\n' or >= 0x80);

    private readonly byte[] data;
    private readonly int end;
    private readonly List<YamlToken> tokens = [];
    private readonly List<int> indents = [];
    private readonly List<SimpleKey> simpleKeys = [default];
    private readonly Dictionary<int, int> levelByToken = [];
    private int head;
    private int taken;
    private int position;
    private int line;
    private int column;
    private int newlines;
    private int indent = -1;
    private int flowLevel;
    private bool simpleKeyAllowed = true;
    private YamlToken lastToken;

    /// <param name="data">The file.</param>
    /// <param name="start">First byte of the part that is read; after a byte order mark.</param>
    /// <param name="end">Byte after its last.</param>
    public YamlScanner(byte[] data, int start, int end)
    {
        this.data = data;
        this.end = end;
        position = start;
    }

    /// <summary>Why scanning stopped; null while it goes on.</summary>
    public YamlProblem? Problem { get; private set; }

    private byte Current => At(0);

    /// <summary>The next token, left in place.</summary>
    public bool TryPeek(out YamlToken token)
    {
        token = default;
        while (true)
        {
            if (Problem is not null) return false;

            // Two tokens ahead are read before one is handed out: a comment is assigned to the token before it.
            if (head < tokens.Count - 2)
            {
                if (!levelByToken.TryGetValue(taken, out var level)) break;
                if (!IsValidKey(level)) break;
            }

            Fetch();
        }

        if (Problem is not null) return false;
        token = tokens[head];
        return true;
    }

    /// <summary>Drops the token that <see cref="TryPeek"/> showed.</summary>
    public void Take()
    {
        head++;
        taken++;
        if (head < 1_024) return;
        tokens.RemoveRange(0, head);
        head = 0;
    }

    private static SearchValues<byte> Stops(Func<byte, bool> isStop) =>
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(b => (byte)b).Where(isStop)]);

    private byte At(int offset) => position + offset < end ? data[position + offset] : (byte)0;

    private int BreakAt(int offset) => YamlCharacters.BreakLength(data.AsSpan(0, end), position + offset);

    private bool IsBlankOrEnd(int offset) =>
        position + offset >= end || YamlCharacters.IsBlank(data[position + offset]) || BreakAt(offset) > 0;

    private bool IsBreakOrEnd(int offset) => position + offset >= end || BreakAt(offset) > 0;

    private void Skip()
    {
        if (position >= end) return;
        if (!YamlCharacters.IsBlank(data[position])) newlines = 0;
        position += YamlCharacters.CharLength(data[position]);
        column++;
    }

    /// <summary>Skips ASCII up to a stop; the same as one <see cref="Skip()"/> for each byte, but faster.</summary>
    private void SkipRun(SearchValues<byte> stops)
    {
        var run = data.AsSpan(position, end - position);
        var length = run.IndexOfAny(stops);
        if (length < 0) length = run.Length;
        if (run[..length].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0) newlines = 0;
        position += length;
        column += length;
    }

    private void Skip(int characters)
    {
        for (var i = 0; i < characters; i++)
        {
            Skip();
        }
    }

    private void SkipBreak()
    {
        position += BreakAt(0);
        line++;
        column = 0;
        newlines++;
    }

    private void Fail(string message, int at) => Problem ??= new YamlProblem(Math.Min(at, end), message);

    private void Fail(string message) => Fail(message, position);

    private void Add(
        YamlTokenKind kind, int start, int startLine, ScalarStyle style = ScalarStyle.Plain, int contentEnd = -1, int contentIndent = 0)
    {
        lastToken = new YamlToken(kind, start, contentEnd < 0 ? position : contentEnd, startLine, style, contentIndent);
        tokens.Add(lastToken);
    }

    private bool IsAtDocumentIndicator()
    {
        if (column != 0 || position + 3 > end) return false;
        var mark = data.AsSpan(position, 3);
        return (mark.SequenceEqual("---"u8) || mark.SequenceEqual("..."u8)) && IsBlankOrEnd(3);
    }

    private readonly record struct SimpleKey(bool Possible, bool Required, int Token, int Position, int Line, int Column);
}
