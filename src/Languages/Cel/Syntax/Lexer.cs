using System.Globalization;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Syntax;

/// <summary>Cuts a text into tokens.</summary>
internal sealed class Lexer
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%", "<", ">",
    ];

    private readonly string text;
    private readonly List<Token> tokens = [];
    private int at;

    private Lexer(string text) => this.text = text;

    /// <exception cref="CelException">Something is no token.</exception>
    public static List<Token> Cut(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.SkipSpace()) lexer.CutToken();
        lexer.tokens.Add(new Token(TokenKind.End, text.Length, "<EOF>"));
        return lexer.tokens;
    }

    private bool SkipSpace()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n' or '\f') at++;
            else if (Starts("//")) at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            else return true;
        }

        return false;
    }

    private void CutToken()
    {
        var c = text[at];
        if (c is '"' or '\'' || StringPrefix() > 0) CutString();
        else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) CutNumber();
        else if (char.IsAsciiLetter(c) || c == '_') CutWord();
        else if (Array.Find(Symbols, Starts) is { } symbol)
        {
            tokens.Add(new Token(TokenKind.Symbol, at, symbol));
            at += symbol.Length;
        }
        else
        {
            throw new CelException($"Syntax error: token recognition error at: '{CelText.Quotable(text[at])}'", at);
        }
    }

    // Letters before a quote: r for raw, b for bytes, in any order and case.
    private int StringPrefix()
    {
        for (var length = 1; length <= 2 && at + length < text.Length; length++)
        {
            if (text[at + length] is not ('"' or '\'')) continue;
            var prefix = text.AsSpan(at, length);
            return prefix.Equals("r", StringComparison.OrdinalIgnoreCase) || prefix.Equals("b", StringComparison.OrdinalIgnoreCase)
                || prefix.Equals("rb", StringComparison.OrdinalIgnoreCase) || prefix.Equals("br", StringComparison.OrdinalIgnoreCase)
                ? length : 0;
        }

        return 0;
    }

    private void CutString()
    {
        var start = at;
        var prefix = text.Substring(at, StringPrefix());
        at += prefix.Length;
        var isRaw = prefix.Contains('r', StringComparison.OrdinalIgnoreCase);
        var quote = new string(text[at], 3);
        if (!Starts(quote)) quote = quote[..1];
        at += quote.Length;
        var body = at;
        while (!Starts(quote))
        {
            if (at >= text.Length || (quote.Length == 1 && text[at] is '\n' or '\r'))
                throw new CelException("Syntax error: token recognition error: the string does not end", start);
            at += text[at] == '\\' && !isRaw ? 2 : 1;
        }

        var content = text[body..at].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        at += quote.Length;
        CelValue value = prefix.Contains('b', StringComparison.OrdinalIgnoreCase)
            ? new CelBytes(StringLiterals.Bytes(content, isRaw, start))
            : new CelString(StringLiterals.Text(content, isRaw, start));
        tokens.Add(new Token(TokenKind.Literal, start, text[start..at], value));
    }

    private void CutNumber()
    {
        var start = at;
        if (Starts("0x"))
        {
            at += 2;
            if (SkipDigits(char.IsAsciiHexDigit) > 0)
            {
                AddWhole(start, text[(start + 2)..at], NumberStyles.AllowHexSpecifier);
                return;
            }

            at = start;   // a zero, and then the name x
        }

        SkipDigits(char.IsAsciiDigit);
        var isFloat = false;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            isFloat = true;
            at++;
            SkipDigits(char.IsAsciiDigit);
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var mantissa = at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            if (SkipDigits(char.IsAsciiDigit) > 0) isFloat = true;
            else at = mantissa;
        }

        if (!isFloat)
        {
            AddWhole(start, text[start..at], NumberStyles.None);
            return;
        }

        var value = double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value)) throw new CelException("invalid double literal", start);
        tokens.Add(new Token(TokenKind.Literal, start, text[start..at], new CelDouble(value)));
    }

    private void AddWhole(int start, string digits, NumberStyles style)
    {
        var fits = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value);
        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
            if (!fits) throw new CelException("invalid uint literal", start);
            tokens.Add(new Token(TokenKind.Literal, start, text[start..at], new CelUInt(value)));
            return;
        }

        if (!fits || value > (ulong)long.MaxValue + 1) throw new CelException("invalid int literal", start);
        tokens.Add(new Token(TokenKind.Literal, start, text[start..at], value > long.MaxValue ? null : new CelInt((long)value)));
    }

    private void CutWord()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
        var word = text[start..at];
        tokens.Add(new Token(word is "in" or "true" or "false" or "null" ? TokenKind.Symbol : TokenKind.Identifier, start, word));
    }

    private int SkipDigits(Func<char, bool> isDigit)
    {
        var start = at;
        while (at < text.Length && isDigit(text[at])) at++;
        return at - start;
    }

    private bool Starts(string part) => at <= text.Length && text.AsSpan(at).StartsWith(part, StringComparison.Ordinal);
}
