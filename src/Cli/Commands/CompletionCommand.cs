using System.CommandLine;
using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto completion</c>: scripts that let a shell ask <c>imgauto</c> what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _imgauto() {
            local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
            mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null)" -- "$word")
        }
        complete -o default -F _imgauto imgauto
        """;

    private const string Zsh = """
        _imgauto() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#LBUFFER}]" "$LBUFFER" 2> /dev/null)}")
            compadd -a found || _files
        }
        compdef _imgauto imgauto
        """;

    private const string Fish = """
        complete -c imgauto -a '(set -l line (commandline -cp); imgauto "[suggest:"(string length -- $line)"]" "$line" 2> /dev/null)'
        """;

    public static Command Create(Answer answer)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the script that completes commands in a shell: eval \"$(imgauto completion bash)\".") { shell };
        command.SetAction(parsed =>
        {
            answer.Out.Write(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            answer.Out.Write('\n');
            return ExitCodes.Ok;
        });
        return command;
    }
}
