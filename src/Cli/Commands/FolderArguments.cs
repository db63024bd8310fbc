using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options that name a folder of resources and its state.</summary>
internal sealed class FolderArguments
{
    public Option<string> Resources { get; } = new("--resources", "-r") { Description = "Folder with resource files.", DefaultValueFactory = _ => "." };

    public Option<string?> State { get; } = new("--state") { Description = "State folder; by default one per resource folder below $XDG_STATE_HOME/imgauto." };

    public void AddTo(Command command)
    {
        command.Options.Add(Resources);
        command.Options.Add(State);
    }

    public (string Resources, string State) Read(ParseResult parsed)
    {
        var resources = Path.GetFullPath(parsed.GetValue(Resources) ?? ".");
        return (resources, parsed.GetValue(State) is { } state ? Path.GetFullPath(state) : DefaultState(resources));
    }

    /// <summary>The state folder of a resource folder when none is named: the same one each time.</summary>
    public static string DefaultState(string resources)
    {
        var root = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(resources));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..12];
        return Path.Combine(root, "imgauto", $"{Path.GetFileName(full)}-{hash}");
    }
}
