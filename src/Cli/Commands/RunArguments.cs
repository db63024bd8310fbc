using System.CommandLine;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Runtime;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Loop;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Commands;

/// <summary>The arguments of <c>imgauto run</c>.</summary>
internal sealed class RunArguments
{
    private readonly Argument<string> directory = new("DIR") { Description = "Folder with resource files; it is watched." };
    private readonly Option<string?> state = new("--state")
    {
        Description = "State folder; by default one per resource folder below $XDG_STATE_HOME/imgauto.",
    };
    private readonly Option<bool> once = new("--once")
    {
        Description = "Scan everything once, elect, update, and end: exit 0 all Ready, 1 something is not, 2 nothing could be read.",
    };
    private readonly ChoiceOption<LogLevel> level = new(
        "--log-level", null, "trace, debug, info or error.",
        [.. from word in (string[])["info", "trace", "debug", "error"] select (word, CommonFlags.Level(word))]);
    private readonly ChoiceOption<bool> encoding = new("--log-encoding", null, "console or json.", ("console", false), ("json", true));
    private readonly Option<bool> locked = new("--no-cross-namespace-refs") { Description = "Refuse references to other namespaces." };
    private readonly Option<bool> message = new("--reference-default-message")
    {
        Description = "Give automations without a message template the reference's fixed text.",
    };
    private readonly Option<bool> removed = new("--removed-template-fields")
    {
        Description = "Let message templates read .Updated and .Changed.ImageResult, fields of earlier API versions.",
    };
    private readonly Option<int> concurrent = new("--concurrent")
    {
        HelpName = "count",
        Description = "Busy runs at once per kind; runs that wait for a server come on top.",
        DefaultValueFactory = _ => new LoopOptions().Concurrent,
    };
    private readonly RegistryOptionGroup registry = new();
    private readonly DurationOption grace = new(
        "--vanished-tag-grace",
        "How long an elected tag has to be missing from listings before it is given up; 0: one listing and one 404.",
        new ReflectorOptions().VanishedTagGrace, TimeSpan.Zero);
    private readonly ListenerOptionGroup listeners = new();

    /// <param name="command">Takes the arguments.</param>
    public void AddTo(Command command)
    {
        concurrent.Validators.Add(r =>
        {
            if (r.GetValue(concurrent) is not (>= 1 and <= 1000)) r.AddError("--concurrent takes a number from 1 to 1000");
        });
        command.Arguments.Add(directory);
        foreach (var option in (Option[])[state, once, level.Option, encoding.Option, locked, message, removed, concurrent])
            command.Options.Add(option);
        registry.AddTo(command);
        command.Options.Add(grace.Option);
        listeners.AddTo(command);
    }

    /// <summary>How the log is written.</summary>
    public (LogLevel Level, bool IsJson) Log(ParseResult parsed) => (level.Read(parsed), encoding.Read(parsed));

    /// <summary>Reads the settings of the run.</summary>
    /// <returns>The settings; fails when a file that an option names cannot be used.</returns>
    public Result<LocalRunOptions> Read(ParseResult parsed)
    {
        var resources = Path.GetFullPath(parsed.GetRequiredValue(directory));
        var (isOnce, isLocked) = (parsed.GetValue(once), parsed.GetValue(locked));
        if (!listeners.Webhooks(parsed, isLocked).TryGet(out var webhooks, out var failure) && failure is not null) return failure;
        return new LocalRunOptions
        {
            Resources = resources,
            State = parsed.GetValue(state) is { } given ? Path.GetFullPath(given) : FolderPlace.DefaultState(resources),
            Once = isOnce,
            Concurrent = parsed.GetValue(concurrent),
            Reflector = new ReflectorOptions
            {
                NoCrossNamespaceRefs = isLocked,
                VanishedTagGrace = grace.Read(parsed),
                ScansAlways = isOnce,
            },
            Updater = new UpdaterOptions
            {
                AllowLocalRepositories = true,
                NoCrossNamespaceRefs = isLocked,
                ReferenceDefaultMessage = parsed.GetValue(message),
                RemovedTemplateFields = parsed.GetValue(removed),
                RunsAlways = isOnce,
            },
            Registry = registry.Read(parsed),
            Metrics = listeners.Metrics(parsed),
            Health = listeners.Health(parsed),
            Webhooks = isOnce ? null : webhooks, // a single pass listens to nobody
        };
    }
}
