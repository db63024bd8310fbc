namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Why bytes are not YAML, and where.</summary>
/// <param name="Offset">Byte at which the problem was noticed.</param>
/// <param name="Message">What is wrong.</param>
public sealed record YamlProblem(int Offset, string Message);
