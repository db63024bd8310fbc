using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options that say where resources are: in a cluster, or in a folder.</summary>
internal sealed class PlaceArguments
{
    private const string WrongCall = nameof(WrongCall);

    private readonly Option<string?> resources = new("--resources", "-r")
    {
        Description = "Folder with resource files; without it a cluster is asked.",
    };
    private readonly Option<string?> state = new("--state")
    {
        Description = "State folder of --resources; by default one per resource folder below $XDG_STATE_HOME/imgauto.",
    };
    private readonly Option<string?> kubeconfig = new("--kubeconfig")
    {
        Description = "Kubeconfig of the cluster; by default $KUBECONFIG, ~/.kube/config, or the login of the pod.",
    };
    private readonly Option<string?> context = new("--context") { Description = "Context of the kubeconfig; by default its current one." };
    private bool hasStateOnClusters;

    /// <param name="command">Takes the options.</param>
    /// <param name="stateOnClusters">Whether a state folder is of use on a cluster, too.</param>
    public void AddTo(Command command, bool stateOnClusters = false)
    {
        hasStateOnClusters = stateOnClusters;
        if (stateOnClusters)
            state.Description =
                "State folder; by default one per resource folder below $XDG_STATE_HOME/imgauto, and a temporary one for a cluster.";
        command.Options.Add(kubeconfig);
        command.Options.Add(context);
        command.Options.Add(resources);
        command.Options.Add(state);
    }

    /// <summary>Works on the place that a call names; a failure is told on stderr.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="answer">Takes complaints.</param>
    /// <param name="time">Time.</param>
    /// <param name="work">Gives the exit code.</param>
    public async Task<int> RunAsync(ParseResult parsed, Answer answer, TimeProvider time, Func<IPlace, Task<Result<int>>> work)
    {
        if (!Open(parsed, answer, time).TryGet(out var place, out var failure)) return Fail(answer, failure);
        await using (place) return (await work(place)).TryGet(out var code, out failure) ? code : Fail(answer, failure);
    }

    private Result<IPlace> Open(ParseResult parsed, Answer answer, TimeProvider time)
    {
        var named = parsed.GetValue(resources);
        var file = parsed.GetValue(kubeconfig);
        if (named is not null && (file ?? parsed.GetValue(context)) is not null)
            return Wrong($"--resources names a folder and {(file is null ? "--context" : "--kubeconfig")} a cluster; give one of them");
        if (named is not null)
        {
            var folder = Path.GetFullPath(named);
            return new FolderPlace(folder, parsed.GetValue(state) is { } given ? Path.GetFullPath(given)
                : FolderPlace.DefaultState(folder), time, answer.Complain);
        }

        if (!hasStateOnClusters && parsed.GetValue(state) is not null)
            return Wrong("--state is the state of a folder of resource files; name that folder with --resources");
        var mirrors = parsed.GetValue(state) is { } path ? Path.GetFullPath(path) : null;
        return ClusterLogin.Find(file, parsed.GetValue(context), Environment.GetEnvironmentVariable, time)
            .Then<IPlace>(connection => new ClusterPlace(connection, mirrors, time));
    }

    private static Failure Wrong(string message) => Failure.Terminal(WrongCall, message);

    private static int Fail(Answer answer, Failure failure)
    {
        answer.Complain(failure.Message);
        return ExitCodes.Failed;
    }
}
