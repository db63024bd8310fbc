using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageUpdater;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>The manual's flag tables are those of the parser, line by line.</summary>
public sealed class ManualTests
{
    [Theory]
    [InlineData("both")]
    [InlineData("image-reflector")]
    [InlineData("image-updater")]
    public void FlagTablesAreThoseOfTheParser(string which)
    {
        var common = CommonFlags.All.Select(f => f.Name).ToHashSet();
        var flags = which switch
        {
            "both" => new FlagSet(CommonFlags.All).All,
            "image-reflector" => ReflectorSettings.Flags.All,
            _ => UpdaterSettings.Flags.All,
        };
        var table = new StringBuilder();
        foreach (var flag in flags.Where(f => which == "both" || !common.Contains(f.Name)))
        {
            var meaning = flag.WithoutEffect is { } why ? $"No effect: {why}." : flag.Meaning;
            var choices = flag.Choices.Count == 0 ? "" : $" One of {string.Join(", ", flag.Choices)}.";
            table.Append("| `--").Append(flag.Name).Append("` | ").Append(flag.Default.Length == 0 ? "" : $"`{flag.Default}`").Append(" | ")
                .Append(meaning).Append(choices).Append(" |\n");
        }

        Assert.Contains(table.ToString(), Manual(), StringComparison.Ordinal);
    }

    private static string Manual([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "operations.md")); // a source file has a folder
}
