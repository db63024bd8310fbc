using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Configuration;

/// <summary>What is logged, and how.</summary>
/// <param name="Level">Lowest level that is written.</param>
/// <param name="IsJson">One JSON object a line instead of text for people.</param>
public sealed record LogSettings(LogLevel Level, bool IsJson);
