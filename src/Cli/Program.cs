using System.CommandLine;
using ImageAutomation.Cli.Commands;
using ImageAutomation.Cli.Output;

var answer = new Answer(Console.Out, Console.Error);
var root = new RootCommand("Keeps container images in Git up to date: watches registries, elects tags, edits manifests, commits and pushes.");
root.Subcommands.Add(RunCommand.Create(answer, TimeProvider.System));
root.Subcommands.Add(GetCommand.Create(answer, TimeProvider.System));
return await root.Parse(args).InvokeAsync();
