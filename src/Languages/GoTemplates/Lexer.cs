using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Cuts a template into tokens by the lexical rules of Go's <c>text/template</c>.</summary>
internal sealed class Lexer
{
    private static readonly Dictionary<string, TokenKind> Keywords = new(StringComparer.Ordinal)
    {
        ["block"] = TokenKind.Block,
        ["break"] = TokenKind.Break,
        ["continue"] = TokenKind.Continue,
        ["define"] = TokenKind.Define,
        ["else"] = TokenKind.Else,
        ["end"] = TokenKind.End,
        ["false"] = TokenKind.Boolean,
        ["if"] = TokenKind.If,
        ["nil"] = TokenKind.Nil,
        ["range"] = TokenKind.Range,
        ["template"] = TokenKind.Template,
        ["true"] = TokenKind.Boolean,
        ["with"] = TokenKind.With,
    };

    private readonly TemplateSource template;
    private readonly string source;
    private readonly List<Token> tokens = [];
    private int position;
    private int openParentheses;

    private Lexer(TemplateSource template)
    {
        this.template = template;
        source = template.Text;
    }

    /// <summary>Cuts a whole template.</summary>
    /// <exception cref="TemplateException">The template has a lexical error.</exception>
    public static List<Token> Cut(TemplateSource source)
    {
        var lexer = new Lexer(source);
        lexer.CutText();
        return lexer.tokens;
    }

    private void CutText()
    {
        while (position < source.Length)
        {
            var open = source.IndexOf("{{", position, StringComparison.Ordinal);
            if (open < 0)
            {
                Add(TokenKind.Text, position, source.Length);
                break;
            }

            var trimLeft = open + 3 < source.Length && source[open + 2] == '-' && IsSpace(source[open + 3]);
            var textEnd = open;
            if (trimLeft)
                while (textEnd > position && IsSpace(source[textEnd - 1])) textEnd--;
            if (textEnd > position) Add(TokenKind.Text, position, textEnd);

            position = open + (trimLeft ? 4 : 2);
            if (StartsWith("/*")) SkipComment(open);
            else CutAction(open);
        }

        tokens.Add(new Token(TokenKind.EndOfText, source.Length, ""));
    }

    private void SkipComment(int open)
    {
        var close = source.IndexOf("*/", position, StringComparison.Ordinal);
        if (close < 0) throw Error(open, "unclosed comment");
        position = close + 2;
        if (!TryCloseAction(record: false)) throw Error(open, "comment ends before closing delimiter");
    }

    private void CutAction(int open)
    {
        tokens.Add(new Token(TokenKind.LeftDelimiter, open, "{{"));
        openParentheses = 0;
        while (true)
        {
            if (position >= source.Length) throw Error(open, "unclosed action");
            if (AtClose())
            {
                if (openParentheses > 0) throw Error(position, "unclosed left paren");
                TryCloseAction(record: true);
                return;
            }

            CutToken();
        }
    }

    private bool AtClose() => StartsWith("}}") || AtTrimmedClose();

    private bool AtTrimmedClose() =>
        position + 1 < source.Length && IsSpace(source[position]) && source[position + 1] == '-'
        && string.CompareOrdinal(source, position + 2, "}}", 0, 2) == 0;

    private bool TryCloseAction(bool record)
    {
        var trim = AtTrimmedClose();
        if (!trim && !StartsWith("}}")) return false;
        var start = trim ? position + 2 : position;
        position = start + 2;
        if (record) tokens.Add(new Token(TokenKind.RightDelimiter, start, "}}"));
        if (trim)
            while (position < source.Length && IsSpace(source[position])) position++;
        return true;
    }

    private void CutToken()
    {
        var start = position;
        var c = source[position];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                while (position < source.Length && IsSpace(source[position]) && !AtTrimmedClose()) position++;
                Add(TokenKind.Space, start, position);
                break;
            case '=':
                Take(TokenKind.Assign, 1);
                break;
            case ':':
                if (!StartsWith(":=")) throw Error(start, "expected :=");
                Take(TokenKind.Declare, 2);
                break;
            case '|':
                Take(TokenKind.Pipe, 1);
                break;
            case '(':
                openParentheses++;
                Take(TokenKind.LeftParenthesis, 1);
                break;
            case ')':
                if (--openParentheses < 0) throw Error(start, "unexpected right paren");
                Take(TokenKind.RightParenthesis, 1);
                break;
            case '"':
                CutQuoted('"', TokenKind.QuotedString, "unterminated quoted string");
                break;
            case '\'':
                CutQuoted('\'', TokenKind.CharConstant, "unterminated character constant");
                break;
            case '`':
                var close = source.IndexOf('`', position + 1);
                if (close < 0) throw Error(start, "unterminated raw quoted string");
                Take(TokenKind.RawString, close + 1 - start);
                break;
            case '$':
                CutName(TokenKind.Variable, TokenKind.Variable);
                break;
            case '.' when position + 1 >= source.Length || !char.IsAsciiDigit(source[position + 1]):
                CutName(TokenKind.Field, TokenKind.Dot);
                break;
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                CutNumber();
                break;
            default:
                CutWord();
                break;
        }
    }

    private void CutQuoted(char quote, TokenKind kind, string problem)
    {
        var start = position;
        for (var i = position + 1; ; i++)
        {
            if (i >= source.Length || source[i] == '\n') throw Error(start, problem);
            if (source[i] == '\\' && i + 1 < source.Length && source[i + 1] != '\n')
            {
                i++;
                continue;
            }

            if (source[i] != quote) continue;
            Take(kind, i + 1 - start);
            return;
        }
    }

    // "$" and "." stand alone or start a name.
    private void CutName(TokenKind named, TokenKind alone)
    {
        var start = position++;
        SkipAlphanumeric();
        if (position == start + 1 && AtTerminator())
        {
            Add(alone, start, position);
            return;
        }

        RequireTerminator();
        Add(named, start, position);
    }

    private void CutWord()
    {
        var start = position;
        SkipAlphanumeric();
        if (position == start)
        {
            var (rune, width) = ByteText.Decode(source, position);
            if (rune is < 0x20 or >= 0x7F) throw Error(start, $"unrecognized character in action: U+{rune:X4}");
            Take(TokenKind.Character, width);
            return;
        }

        RequireTerminator();
        var word = source[start..position];
        Add(Keywords.GetValueOrDefault(word, TokenKind.Identifier), start, position);
    }

    private void CutNumber()
    {
        var start = position;
        var complete = SkipNumber();
        if (complete && position < source.Length && source[position] is '+' or '-')
            complete = SkipNumber() && source[position - 1] == 'i';   // a complex constant such as 1+2i
        if (!complete) throw Error(start, $"bad number syntax: {GoQuote.Quote(source[start..position])}");
        Add(TokenKind.Number, start, position);
    }

    private bool SkipNumber()
    {
        if (position < source.Length && source[position] is '+' or '-') position++;
        var digits = "0123456789_";
        var exponent = "eE";
        if (position + 1 < source.Length && source[position] == '0')
        {
            switch (source[position + 1])
            {
                case 'x' or 'X':
                    (digits, exponent, position) = ("0123456789abcdefABCDEF_", "pP", position + 2);
                    break;
                case 'o' or 'O':
                    (digits, exponent, position) = ("01234567_", "", position + 2);
                    break;
                case 'b' or 'B':
                    (digits, exponent, position) = ("01_", "", position + 2);
                    break;
                default:
                    break;
            }
        }

        SkipAny(digits);
        if (position < source.Length && source[position] == '.')
        {
            position++;
            SkipAny(digits);
        }

        if (position < source.Length && exponent.Contains(source[position], StringComparison.Ordinal))
        {
            position++;
            if (position < source.Length && source[position] is '+' or '-') position++;
            SkipAny("0123456789_");
        }

        if (position < source.Length && source[position] == 'i') position++;
        if (position >= source.Length || !IsAlphanumeric(position, out _)) return true;
        position++;
        return false;
    }

    private void SkipAny(string characters)
    {
        while (position < source.Length && characters.Contains(source[position], StringComparison.Ordinal)) position++;
    }

    private void SkipAlphanumeric()
    {
        while (position < source.Length && IsAlphanumeric(position, out var width)) position += width;
    }

    private bool IsAlphanumeric(int index, out int width)
    {
        (var rune, width) = ByteText.Decode(source, index);
        return rune == '_' || GoUnicode.IsLetter(rune) || GoUnicode.IsDigit(rune);
    }

    private bool AtTerminator() =>
        position >= source.Length || IsSpace(source[position]) || source[position] is '.' or ',' or '|' or ':' or ')' or '('
        || StartsWith("}}");

    private void RequireTerminator()
    {
        if (AtTerminator()) return;
        var (rune, _) = ByteText.Decode(source, position);
        throw Error(position, $"bad character U+{rune:X4}");
    }

    private bool StartsWith(string text) => string.CompareOrdinal(source, position, text, 0, text.Length) == 0;

    private void Take(TokenKind kind, int length)
    {
        Add(kind, position, position + length);
        position += length;
    }

    private void Add(TokenKind kind, int start, int end) => tokens.Add(new Token(kind, start, source[start..end]));

    private TemplateException Error(int at, string message) => new($"{template.Place(at)}: {message}");

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';
}
