using ImageAutomation.Cli.Output;

namespace ImageAutomation.Cli.Batches;

/// <summary>Answers lines of stdin one by one, each as soon as it came.</summary>
internal static class BatchLoop
{
    /// <returns>0: every line was answered. Empty lines at the end of the input are no requests.</returns>
    public static async Task<int> RunAsync(Answer answer, Func<string, string> reply, CancellationToken cancellationToken)
    {
        var skipped = 0;
        while (await answer.In.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                skipped++;
                continue;
            }

            // An empty line between requests is a request like any other: answers stay in step with lines.
            for (; skipped > 0; skipped--) Say(reply(""));
            Say(reply(line));
        }

        return ExitCodes.Ok;

        void Say(string text)
        {
            answer.Out.Write(text);
            answer.Out.Write('\n');
            answer.Flush();
        }
    }
}
