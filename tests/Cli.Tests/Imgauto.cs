using ImageAutomation.Cli.Commands;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Tests;

/// <summary>Runs commands in this process, through the root command.</summary>
internal static class Imgauto
{
    public static async Task<CliResult> RunAsync(
        IReadOnlyList<string> args, string input = "", TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var stdin = new StringReader(input);
        using var answer = new Answer(output, error, stdin);
        var code = await ImgautoCommands.RunAsync(args, answer, time ?? TimeProvider.System, cancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public static Task<CliResult> RunAsync(params string[] args) => RunAsync((IReadOnlyList<string>)args);
}
