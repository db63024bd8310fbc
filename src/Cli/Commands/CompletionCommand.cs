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

    // Where nothing fits, as for a file's name, files are offered. imgauto also says words that hold what was typed in their middle.
    private const string Zsh = """
        #compdef imgauto
        _imgauto() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=(${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)"})
            compadd -- "${found[@]}" || _files
        }
        compdef _imgauto imgauto
        """;

    private const string Fish = """
        function __imgauto
            set -l line (commandline -cp)
            set -l words (commandline -opc)
            set -l found ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null | string match -- (commandline -ct)'*')
            if string length -q -- $found
                printf '%s\n' $found
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c imgauto -f -a '(__imgauto)'
        """;

    public static Command Create(Answer answer)
    {
        var scripts = new Dictionary<string, string>(StringComparer.Ordinal) { ["bash"] = Bash, ["fish"] = Fish, ["zsh"] = Zsh };
        var shell = new Argument<string>("SHELL") { Description = "bash, fish or zsh." };
        shell.CompletionSources.Add(_ => scripts.Keys.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        shell.Validators.Add(r =>
        {
            foreach (var token in r.Tokens.Where(t => t.Value is not ['-', ..] && !scripts.ContainsKey(t.Value)))
                r.AddError($"'{token.Value}' is not one of {string.Join(", ", scripts.Keys)}");
        });
        var command = new Command(
            "completion", "Print the script that completes commands in a shell, for example: eval \"$(imgauto completion bash)\".")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            answer.Out.Write(scripts[parsed.GetRequiredValue(shell)]); // validated above
            answer.Out.Write('\n');
            return ExitCodes.Ok;
        });
        return command;
    }
}
