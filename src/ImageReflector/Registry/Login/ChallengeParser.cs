using System.Text;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Reads raw <c>WWW-Authenticate</c> values: several headers, several challenges in one header, commas inside quotes.</summary>
/// <remarks>Source: RFC 9110, 11.6.1. Written over the raw text because typed headers do not separate such lists reliably.</remarks>
internal static class ChallengeParser
{
    /// <summary>More than any honest registry sends.</summary>
    private const int MaxChallenges = 16;

    public static IReadOnlyList<AuthChallenge> Parse(IEnumerable<string> headerValues)
    {
        var challenges = new List<AuthChallenge>();
        foreach (var value in headerValues) new Cursor(value).ReadInto(challenges);
        return challenges;
    }

    private ref struct Cursor(string text)
    {
        private int at;

        public void ReadInto(List<AuthChallenge> challenges)
        {
            Dictionary<string, string>? parameters = null;
            while (challenges.Count < MaxChallenges)
            {
                SkipSeparators();
                if (at >= text.Length) return;
                var token = ReadToken();
                if (token.Length == 0)
                {
                    at++; // a character that starts nothing: step over it, the rest may still be readable
                    continue;
                }

                var afterToken = at;
                SkipSpaces();
                if (parameters is not null && at < text.Length && text[at] == '=' && !IsToken68Padding())
                {
                    at++;
                    SkipSpaces();
                    var parameterValue = at < text.Length && text[at] == '"' ? ReadQuoted() : ReadToken();
                    parameters.TryAdd(token.ToLowerInvariant(), parameterValue);
                    continue;
                }

                // Not name=value, so it is the next challenge's scheme.
                at = afterToken;
                parameters = new Dictionary<string, string>(StringComparer.Ordinal);
                challenges.Add(new AuthChallenge(token.ToLowerInvariant(), parameters));
                SkipToken68();
            }
        }

        /// <summary>"Negotiate YII==" carries data, not parameters; it must not be read as a challenge named YII.</summary>
        private void SkipToken68()
        {
            var start = at;
            SkipSpaces();
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '.' or '_' or '~' or '+' or '/')) at++;
            while (at < text.Length && text[at] == '=') at++;
            var end = at;
            SkipSpaces();
            if (end == start || (at < text.Length && text[at] != ',')) at = start;
        }

        private readonly bool IsToken68Padding() => at + 1 < text.Length && text[at + 1] == '=';

        private void SkipSeparators()
        {
            while (at < text.Length && text[at] is ' ' or '\t' or ',') at++;
        }

        private void SkipSpaces()
        {
            while (at < text.Length && text[at] is ' ' or '\t') at++;
        }

        private string ReadToken()
        {
            var start = at;
            while (at < text.Length && text[at] is > ' ' and < (char)127 and not (',' or '=' or '"')) at++;
            return text[start..at];
        }

        private string ReadQuoted()
        {
            var value = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] == '"')
                {
                    at++;
                    break;
                }

                if (text[at] == '\\' && at + 1 < text.Length) at++;
                value.Append(text[at]);
            }

            return value.ToString();
        }
    }
}
