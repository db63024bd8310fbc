namespace ImageAutomation.Cli.Tests;

/// <summary>What a call left behind.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    public override string ToString() => $"exit {Code}\n--- stdout\n{Out}\n--- stderr\n{Error}";
}
