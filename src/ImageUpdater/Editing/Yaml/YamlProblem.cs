namespace ImageAutomation.ImageUpdater.Editing.Yaml;

/// <summary>Why bytes are not YAML, and where.</summary>
/// <param name="Offset">Byte at which the problem was noticed.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record YamlProblem(int Offset, string Message);
