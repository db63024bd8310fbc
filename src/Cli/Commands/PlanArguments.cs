using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Planning;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The arguments of commands that edit a plain folder.</summary>
internal sealed class PlanArguments
{
    private readonly Option<string> policies = new("--policies")
    {
        Description = "File with ImagePolicy resources and their status.latestRef, as kubectl prints them; - for stdin.",
    };
    private readonly Option<string?> path = new("--path") { Description = "Only this folder or file below DIR." };
    private readonly Option<string[]> include = new("--include")
    {
        Description = "Only files that match this glob; may be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "No files that match this glob; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    public Argument<string?> Folder { get; } = new("DIR") { Description = "Folder or checkout to edit." };

    public Option<bool> Write { get; } = new("--write") { Description = "Edit the files in place as well." };

    /// <param name="command">Takes the arguments.</param>
    /// <param name="folderIsOptional">Whether the command knows what to do without a folder.</param>
    public void AddTo(Command command, bool folderIsOptional)
    {
        Folder.Arity = folderIsOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        if (folderIsOptional)
            Folder.Description = "Folder or checkout to edit; without it, what the next run of the declared automations would commit.";
        command.Arguments.Add(Folder);
        command.Options.Add(policies);
        command.Options.Add(path);
        command.Options.Add(include);
        command.Options.Add(exclude);
        command.Options.Add(Write);
    }

    public Result<FolderPlanRequest> Read(ParseResult parsed, string folder, Answer answer)
    {
        if (parsed.GetValue(policies) is not { Length: > 0 } file)
            return Failure.Terminal("BadPolicies", "--policies is missing: name the file with the policies and what they elected");
        var part = parsed.GetValue(path);
        if (UpdatePath.LeavesRoot(part))
            answer.Complain(
                $"--path '{part}' leads out of DIR, where '..' "
                    + $"stops: '{(UpdatePath.Clean(part) is { Length: > 0 } inside ? inside : ".")}' is taken");
        try
        {
            return new FolderPlanRequest(
                Path.GetFullPath(folder),
                part,
                new PathFilter(parsed.GetValue(include) ?? [], parsed.GetValue(exclude) ?? []),
                file == "-" ? answer.In.ReadToEnd() : File.ReadAllText(file),
                file == "-" ? "stdin" : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal("BadPolicies", $"the policies cannot be read: {e.Message}", e);
        }
    }
}
