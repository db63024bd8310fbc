using System.Text.Json;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Batches;

/// <summary>Evaluates policies given as JSON lines: the pure part of <c>imgauto policy evaluate --batch</c>.</summary>
public static class PolicyBatch
{
    /// <summary>Reason in the answer to a line that is not a request.</summary>
    public const string InvalidRequest = nameof(InvalidRequest);

    /// <summary>Answers one line.</summary>
    /// <param name="line">
    /// <c>{"policy":{..},"filterTags":{..},"tags":[..]}</c>: the fields of an ImagePolicy's spec, and tags, which are put into stored
    /// order first. Other fields are ignored.
    /// </param>
    /// <param name="explain">Whether the answer has the verdict on every tag, in the order of the request.</param>
    /// <returns>
    /// <c>{"latest":".."}</c> or <c>{"error":{"reason":"..","message":".."}}</c>, in ASCII and without line breaks; with
    /// <paramref name="explain"/> also <c>verdicts</c>, empty when the policy does not compile.
    /// </returns>
    public static string Answer(string line, bool explain)
    {
        ArgumentNullException.ThrowIfNull(line);
        return JsonSerializer.Serialize(AnswerTo(line, explain), PolicyBatchJson.Default.PolicyAnswer);
    }

    private static PolicyAnswer AnswerTo(string line, bool explain)
    {
        if (!ReadRequest(line).TryGet(out var request, out var failure)) return PolicyAnswer.Failed(failure);

        var tags = request.Tags!.Select(tag => tag!).ToArray(); // both checked by ReadRequest
        var positions = Enumerable.Range(0, tags.Length).ToArray();
        Array.Sort(tags, positions, Utf8Order.Descending);
        if (!CompiledPolicy.Compile(request.Policy ?? new ImagePolicyChoice(), request.FilterTags).TryGet(out var policy, out failure))
            return PolicyAnswer.Failed(failure) with { Verdicts = explain ? [] : null };

        if (!explain) return Elected(policy.Elect(tags));

        var explained = policy.Explain(tags);
        var verdicts = new PolicyAnswer.VerdictPart[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var (tag, verdict, key) = explained.Tags[i];
            verdicts[positions[i]] = new PolicyAnswer.VerdictPart(tag, verdict, key);
        }

        return Elected(explained.Elected) with { Verdicts = verdicts };
    }

    private static PolicyAnswer Elected(Result<string> elected) =>
        elected.TryGet(out var tag, out var failure) ? new PolicyAnswer { Latest = tag } : PolicyAnswer.Failed(failure);

    private static Result<PolicyRequest> ReadRequest(string line)
    {
        PolicyRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(line, PolicyBatchJson.Default.PolicyRequest);
        }
        catch (JsonException e)
        {
            return Failure.Terminal(InvalidRequest, $"the line is not a request: {e.Message}", e);
        }

        if (request is null) return Failure.Terminal(InvalidRequest, "the line is not a request: it is null");
        if (request.Tags is not { } tags) return Failure.Terminal(InvalidRequest, "the request has no tags");
        return tags.Contains(null) ? Failure.Terminal(InvalidRequest, "one of the tags is null") : request;
    }
}
