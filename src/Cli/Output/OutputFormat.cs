namespace ImageAutomation.Cli.Output;

/// <summary>How an answer is printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON document, ASCII only.</summary>
    Json,

    /// <summary>YAML.</summary>
    Yaml,
}
