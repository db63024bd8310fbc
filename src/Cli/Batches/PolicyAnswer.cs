using ImageAutomation.Common.Policies;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Batches;

/// <summary>One answer line.</summary>
internal sealed record PolicyAnswer
{
    /// <summary>The elected tag.</summary>
    public string? Latest { get; init; }

    /// <summary>Why there is none.</summary>
    public ErrorPart? Error { get; init; }

    /// <summary>The verdict on each tag, when asked for.</summary>
    public IReadOnlyList<VerdictPart>? Verdicts { get; init; }

    /// <summary>An answer with a failure.</summary>
    public static PolicyAnswer Failed(Failure failure) => new() { Error = new ErrorPart(failure.Reason, failure.Message) };

    /// <summary>The error of an answer.</summary>
    internal sealed record ErrorPart(string Reason, string Message);

    /// <summary>The verdict on one tag.</summary>
    internal sealed record VerdictPart(string Tag, TagVerdict Verdict, string? Key);
}
