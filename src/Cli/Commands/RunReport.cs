using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Commands;

/// <summary>What a run gave, in the reference's words.</summary>
internal static class RunReport
{
    public static string Of(ImageRepository repository) => $"scan fetched {repository.Status.LastScanResult?.TagCount ?? 0} tags";

    public static string Of(ImagePolicy policy) => $"selected ref {policy.Status.LatestRef}";

    public static string Of(ImageUpdateAutomation automation) => automation.Status.Find(ConditionTypes.Ready)?.Message ?? "";

    /// <summary>Prints it, or why there is none, and gives the exit code.</summary>
    public static int Print<T>(Answer answer, T settled, Func<T, string> result)
        where T : class, IReconciledResource<T>
    {
        if (settled.Conditioned.IsReady)
        {
            answer.Out.WriteLine(result(settled));
            return ExitCodes.Ok;
        }

        answer.Complain($"{T.ResourceKind.Kind} reconciliation failed: '{settled.Conditioned.Find(ConditionTypes.Ready)?.Message}'");
        return ExitCodes.Failed;
    }
}
