using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Commits.Record;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Makes the messages of an automation's commits.</summary>
internal sealed class MessageWriter
{
    private readonly ImageUpdateAutomation automation;
    private readonly CommitMessageOptions options;
    private readonly TimeProvider time;

    private MessageWriter(ImageUpdateAutomation automation, CommitMessageOptions options, TimeProvider time) =>
        (this.automation, this.options, this.time) = (automation, options, time);

    private string? Template => automation.Spec.Git?.Commit.MessageTemplate;

    /// <summary>Checks the template on every run, also when there is nothing to commit.</summary>
    public static Result<MessageWriter> For(ImageUpdateAutomation automation, UpdaterOptions options, TimeProvider time)
    {
        var settings = new CommitMessageOptions
        {
            UseFixedDefault = options.ReferenceDefaultMessage,
            WithTrailers = options.Trailers,
            Instance = options.Instance,
            Rendering = new RenderOptions { WithRemovedFields = options.RemovedTemplateFields },
        };
        var writer = new MessageWriter(automation, settings, time);
        return string.IsNullOrEmpty(writer.Template) ? writer : MessageTemplate.Parse(writer.Template).Then<MessageWriter>(_ => writer);
    }

    /// <summary>Writes the message of a commit.</summary>
    /// <param name="changes">What it changes; files from the root of the repository.</param>
    /// <param name="elected">The elections that are written, by policy.</param>
    /// <param name="root">The update path: templates see files relative to it.</param>
    public Result<string> Write(IReadOnlyList<Change> changes, IReadOnlyDictionary<ObjectKey, ImageRef> elected, string root)
    {
        var records = changes
            .Select(c => Marker.Parse(c.Setter)?.Policy).OfType<ObjectKey>().Distinct()
            .OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new PolicyRecord(p, elected[p]));
        var data = new MessageData
        {
            Automation = automation.Key,
            // Templates see files below the update path, as the reference's do; our own text names them from the root.
            Changes = [.. changes.Select(
                c =>
                    new CommitChange(string.IsNullOrEmpty(Template) ? c.File
                        : Relative(c.File, root), c.Object, c.OldValue, c.NewValue, c.Setter))],
            Policies = [.. records],
            Values = automation.Spec.Git?.Commit.MessageTemplateValues,
        };
        return CommitMessage.Compose(Template, data, options, time);
    }

    private static string Relative(string path, string root)
    {
        if (root.Length == 0) return path;
        return path == root ? path[(path.LastIndexOf('/') + 1)..] : path[(root.Length + 1)..];
    }
}
