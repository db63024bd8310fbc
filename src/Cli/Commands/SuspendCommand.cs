using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto suspend</c>: says where to suspend, since a user's file is never edited.</summary>
internal static class SuspendCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("suspend", "Say where to suspend an object of a folder.");
        command.Subcommands.Add(Kind<ImageRepository>("repository", "imagerepository", answer, time));
        command.Subcommands.Add(Kind<ImagePolicy>("policy", "imagepolicy", answer, time));
        command.Subcommands.Add(Kind<ImageUpdateAutomation>("automation", "imageupdateautomation", answer, time));
        return command;
    }

    private static Command Kind<T>(string name, string alias, Answer answer, TimeProvider time)
        where T : class, IReconciledResource<T>
    {
        var arguments = new ObjectArguments(time);
        var command = new Command(name, $"Say where to suspend one {T.ResourceKind.Kind}.");
        command.Aliases.Add(alias);
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!arguments.Read<T>(parsed, answer).TryGet(out var read, out var failure)) answer.Complain(failure.Message);
            else if (read.Object.IsSuspended) answer.Complain($"{T.ResourceKind.Kind} {read.Object.Key} is suspended already");
            else answer.Complain(ObjectArguments.SuspendAdvice(read.Resources, T.ResourceKind, read.Object.Key, suspend: true));
            return ExitCodes.Failed;
        });
        return command;
    }
}
