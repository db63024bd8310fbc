using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary>How an answer is printed.</summary>
internal sealed class OutputOption() : ChoiceOption<OutputFormat>(
    "--output", "-o", "table, json or yaml.", ("table", OutputFormat.Table), ("json", OutputFormat.Json), ("yaml", OutputFormat.Yaml));
