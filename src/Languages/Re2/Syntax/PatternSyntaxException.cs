namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>Leaves the parser from any depth; <see cref="Re2Pattern.Parse"/> turns it into a failure.</summary>
internal sealed class PatternSyntaxException(string code, string part) : Exception($"error parsing regexp: {code}: `{Shorten(part)}`")
{
    // The part can be the whole pattern, and the message ends up in a condition.
    private const int MaxPart = 512;

    private static string Shorten(string part) => part.Length <= MaxPart ? part : $"{part[..MaxPart]}...";
}
