namespace ImageAutomation.Common.Patterns.Syntax;

/// <summary>Leaves the parser from any depth; <see cref="Re2Pattern.Parse"/> turns it into a failure.</summary>
internal sealed class PatternSyntaxException(string code, string part) : Exception($"error parsing regexp: {code}: `{part}`");
