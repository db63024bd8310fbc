using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Commands;

/// <summary>
/// <c>imgauto suspend</c>: puts objects of a cluster at rest; for a folder it says where to do so, since a user's file is never edited.
/// </summary>
internal static class SuspendCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("suspend", "Put objects of a cluster at rest, or say where to do so in a folder.");
        command.Subcommands.Add(Kind<ImageRepository>("repository", ["imagerepository"], answer, time));
        command.Subcommands.Add(Kind<ImagePolicy>("policy", ["imagepolicy"], answer, time));
        command.Subcommands.Add(Kind<ImageUpdateAutomation>("automation", ["update", "imageupdateautomation"], answer, time));
        return command;
    }

    private static Command Kind<T>(string name, string[] aliases, Answer answer, TimeProvider time)
        where T : class, IReconciledResource<T>
    {
        var arguments = new SuspendArguments();
        var command = new Command(name, $"Suspend {T.ResourceKind.Kind} objects.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync<T>(
            parsed,
            answer,
            time,
            async (place, found, _) =>
            {
                if (found.IsSuspended)
                {
                    answer.Complain($"{T.ResourceKind.Kind} {found.Key} is suspended already");
                    return ExitCodes.Ok;
                }

                if (!(await place.SuspendAsync(found, suspend: true, cancellationToken)).TryGet(out var stored, out var failure))
                    return failure;
                answer.Out.WriteLine($"suspended {T.ResourceKind.Kind} {stored.Key}");
                return ExitCodes.Ok;
            },
            cancellationToken));
        return command;
    }
}
