using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Tells of images that webhooks named and that no ImageRepository is for, once an hour and name.</summary>
/// <param name="time">Time.</param>
/// <param name="logger">Log.</param>
internal sealed class UnmatchedImages(TimeProvider time, ILogger logger)
{
    private const int MaxNames = 1000;

    private static readonly TimeSpan Gap = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(ObjectKey Receiver, string Name), long> told = [];

    /// <summary>Notes one.</summary>
    public void Note(ObjectKey receiver, ImageNews image)
    {
        // Only what has the form of a name gets into the log.
        var name = RepositoryName.ParseImage($"{image.Host ?? "host.invalid"}/{image.Path}").TryGet(out var parsed, out _)
            ? image.Host is null ? parsed.Path : parsed.Canonical
            : "an unreadable name";
        lock (gate)
        {
            if (told.TryGetValue((receiver, name), out var last) && time.GetElapsedTime(last) < Gap) return;
            if (told.Count >= MaxNames) told.Clear(); // costs repeated lines
            told[(receiver, name)] = time.GetTimestamp();
        }

        logger.Unmatched(receiver, name);
    }
}
