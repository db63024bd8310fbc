using System.CommandLine;
using ImageAutomation.Cli.Commands;
using ImageAutomation.Cli.Output;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>The help is part of the interface: every change of it shows up in a file.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands()
    {
        var data = new TheoryData<string>();
        foreach (var name in Names()) data.Add(name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task TheHelp_IsTheApprovedOne(string command)
    {
        var result = await Imgauto.RunAsync([.. command.Split(' ')[1..], "--help"]);

        Assert.True(result.Code == 0 && result.Error.Length == 0, result.ToString());
        // The library names the program after the running process, which here is the test host.
        var host = RootCommand.ExecutableName;
        var text = result.Out.Replace($"  {host} ", "  imgauto ", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal)
            .TrimEnd() + "\n";
        var file = Repository.Tests("Cli.Tests", "data", "help", command.Replace(' ', '-') + ".txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1") await File.WriteAllTextAsync(file, text);
        Assert.True(File.Exists(file), $"{file} is missing; run the test with APPROVE=1, and look at what it wrote");
        Assert.Equal(await File.ReadAllTextAsync(file), text);
    }

    [Fact]
    public void EveryApprovedFile_BelongsToACommand() =>
        Assert.Empty(Directory.EnumerateFiles(Repository.Tests("Cli.Tests", "data", "help")).Select(Path.GetFileNameWithoutExtension)
            .Except(Names().Select(c => c.Replace(' ', '-'))));

    [Fact]
    public void TheDocumentation_NamesEveryCommand()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        Assert.All(Names(), command => Assert.Contains(command, text, StringComparison.Ordinal));
    }

    private static List<string> Names()
    {
        using var answer = new Answer(TextWriter.Null, TextWriter.Null);
        return [.. Names(ImgautoCommands.Create(answer, TimeProvider.System), "imgauto")];
    }

    private static IEnumerable<string> Names(Command command, string path) =>
        [path, .. command.Subcommands.SelectMany(c => Names(c, $"{path} {c.Name}"))];
}
