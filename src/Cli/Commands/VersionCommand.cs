using System.CommandLine;
using System.Reflection;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create(Answer answer)
    {
        var command = new Command("version", "Show the version.");
        command.SetAction(_ =>
        {
            answer.Out.WriteLine(
                typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                    ?? "unknown");
            return ExitCodes.Ok;
        });
        return command;
    }
}
