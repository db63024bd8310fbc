using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.TagStore;

namespace ImageAutomation.Bench.Support;

/// <summary>The child's part of a restart: opens what is stored and elects anew for every repository, one policy each.</summary>
internal static class StoredElection
{
    public static ObjectKey Key(int number) =>
        new($"team-{(number % 50).ToString(CultureInfo.InvariantCulture)}", $"app-{number.ToString(CultureInfo.InvariantCulture)}");

    public static string JsonFile(string folder, int number) => Path.Combine(folder, $"{Key(number).Namespace}-{Key(number).Name}.json");

    /// <summary>Answers seconds, peak memory in bytes, and a checksum of what was elected.</summary>
    /// <param name="arguments"><c>sqlite</c> or <c>json</c>, the path, the number of repositories.</param>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (path, count) = (arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture));
        var started = Stopwatch.GetTimestamp();
        using var store = arguments[0] == "sqlite"
            ? SqliteTagStore.Open(path, TimeProvider.System, incident => throw new InvalidOperationException(incident.Message)).Value
            : null;
        uint checksum = 0;
        for (var i = 0; i < count; i++)
        {
            // both were written
            var tags = store is not null ? store.Read(Key(i)).Value!.Tags
                : JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(JsonFile(path, i)))!;
            foreach (var c in Policy(i).Elect(tags).Value) checksum = unchecked((checksum * 31) + c);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{seconds} {ProcessFacts.PeakBytes(Environment.ProcessId)} {checksum}"));
        return Task.FromResult(0);
    }

    // Fits TagMaker.OfRepository.
    private static CompiledPolicy Policy(int number) => (number % 4) switch
    {
        0 => Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(">=0.0.0") }, null),
        1 => Compile(new ImagePolicyChoice
        {
            Numerical = new OrderPolicy(),
        }, new TagFilter { Pattern = "^main-[a-f0-9]+-(?P<ts>[0-9]+)$", Extract = "$ts" }),
        2 => Compile(new ImagePolicyChoice { Alphabetical = new OrderPolicy() }, null),
        _ => Compile(new ImagePolicyChoice
        {
            Semver = new SemVerPolicy(">=1.0.0"),
        }, new TagFilter { Pattern = "^v(?P<v>[0-9.]+)-alpine$", Extract = "$v" }),
    };

    private static CompiledPolicy Compile(ImagePolicyChoice choice, TagFilter? filter) => CompiledPolicy.Compile(choice, filter).Value;
}
