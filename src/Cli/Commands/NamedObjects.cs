using System.CommandLine;
using System.CommandLine.Parsing;
using ImageAutomation.Cli.Selecting;

namespace ImageAutomation.Cli.Commands;

/// <summary>Names of objects in a call: checked when the call is read, so that nothing is done for half a call.</summary>
internal static class NamedObjects
{
    /// <summary>Makes names that cannot be read, or that contradict the namespace option, an error of the call.</summary>
    public static void Check(Command command, Argument names, Option<string?> ns) => command.Validators.Add(call =>
    {
        foreach (var token in call.GetResult(names)?.Tokens ?? [])
            if (!IsOption(token) && ObjectName.Parse(token.Value, call.GetValue(ns)).Failure is { } failure) call.AddError(failure.Message);
    });

    /// <summary>A name of a call that was checked.</summary>
    public static ObjectName Of(string text, string? ns) => ObjectName.Parse(text, ns).Value;

    // Complained about already.
    private static bool IsOption(Token token) => token.Value is ['-', _, ..];
}
