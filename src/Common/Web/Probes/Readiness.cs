namespace ImageAutomation.Common.Web.Probes;

/// <summary>
/// Whether a program works or stands by. Once all kinds were read it stays ready: when the API server is away later, restarts and
/// traffic elsewhere would not help.
/// </summary>
public sealed class Readiness
{
    private volatile Func<string?> whyNot = () => "starting";

    /// <summary>Why the program is not ready, in a few words; null: it is.</summary>
    public string? WhyNot => whyNot();

    /// <summary>The program waits for its Lease while another replica works: it is ready to take over.</summary>
    public void StandBy() => whyNot = () => null;

    /// <summary>The program works as soon as these kinds were read.</summary>
    /// <param name="kinds">Kinds, each with what completes when all of its objects are known.</param>
    public void Await(IReadOnlyList<(string Kind, Task Synced)> kinds) => whyNot = () =>
    {
        var unread = kinds.Where(k => !k.Synced.IsCompletedSuccessfully).Select(k => k.Kind);
        var missing = unread.Distinct().Order(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : $"not read yet: {string.Join(", ", missing)}";
    };
}
