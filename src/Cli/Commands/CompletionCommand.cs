using System.CommandLine;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto completion</c>: the script that lets a shell ask <c>imgauto</c> what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _imgauto() {
            local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
            mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null)" -- "$word")
        }
        complete -o default -F _imgauto imgauto
        """;

    public static Command Create(Answer answer)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash." };
        shell.AcceptOnlyFromAmong("bash");
        var command = new Command("completion", "Print the script that completes commands in bash: eval \"$(imgauto completion bash)\".") { shell };
        command.SetAction(_ =>
        {
            answer.Out.Write(Bash);
            answer.Out.Write('\n');
            return ExitCodes.Ok;
        });
        return command;
    }
}
