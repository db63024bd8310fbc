using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Commits;
using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Makes the messages of an automation's commits: its template or the default, and the trailers.</summary>
internal sealed class MessageWriter
{
    private readonly ImageUpdateAutomation automation;
    private readonly MessageTemplate? template;
    private readonly UpdaterOptions options;

    private MessageWriter(ImageUpdateAutomation automation, MessageTemplate? template, UpdaterOptions options)
    {
        this.automation = automation;
        this.template = template;
        this.options = options;
    }

    /// <summary>Checks the template on every run, also when there is nothing to commit.</summary>
    public static Result<MessageWriter> For(ImageUpdateAutomation automation, UpdaterOptions options)
    {
        var text = automation.Spec.Git?.Commit.MessageTemplate;
        if (string.IsNullOrEmpty(text)) return new MessageWriter(automation, null, options);
        return MessageTemplate.Parse(text).Then<MessageWriter>(t => new MessageWriter(automation, t, options));
    }

    /// <summary>Writes the message of a commit.</summary>
    /// <param name="changes">What it changes; files from the root of the repository.</param>
    /// <param name="elected">The elections that are written, by policy.</param>
    /// <param name="root">The update path: templates see files relative to it.</param>
    public Result<string> Write(IReadOnlyList<Change> changes, IReadOnlyDictionary<ObjectKey, ImageRef> elected, string root)
    {
        var data = new MessageData
        {
            Automation = automation.Key,
            Changes = [.. changes.Select(c => new CommitChange(Relative(c.File, root), c.Object, c.OldValue, c.NewValue, c.Setter))],
            Values = automation.Spec.Git?.Commit.MessageTemplateValues,
        };
        var text = template is not null ? template.Render(data)
            : options.ReferenceDefaultMessage ? MessageTemplate.FixedText
            : DefaultMessage.Write(data);
        if (!text.TryGet(out var message, out var failure) || !options.Trailers) return failure is null ? message! : failure; // a success has a value
        var records = changes
            .Select(c => Marker.Parse(c.Setter)?.Policy).OfType<ObjectKey>().Distinct()
            .OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new PolicyRecord(p, elected[p]));
        return Trailers.Append(message, automation.Key, options.Instance, [.. records]);
    }

    private static string Relative(string path, string root)
    {
        if (root.Length == 0) return path;
        return path == root ? path[(path.LastIndexOf('/') + 1)..] : path[(root.Length + 1)..];
    }
}
