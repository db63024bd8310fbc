using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>Makes the whole message of a commit: text by template or our summary, then the record.</summary>
internal static class CommitMessage
{
    /// <summary>Makes a message.</summary>
    /// <param name="template"><c>spec.git.commit.messageTemplate</c>; null or empty means the default message.</param>
    /// <param name="data">What changed.</param>
    /// <param name="options">How messages are made.</param>
    /// <param name="time">Clock for the template's time bound.</param>
    /// <returns>The message; or the failure of <see cref="MessageTemplate.Parse"/> or <see cref="MessageTemplate.Render"/>.</returns>
    public static Result<string> Compose(string? template, MessageData data, CommitMessageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (!Text(template, data, options, time).TryGet(out var text, out var failure)) return failure;
        text = CommitTrailers.WithoutRecords(text.Replace("\0", "", StringComparison.Ordinal)); // Git ends a message at NUL
        return options.WithTrailers
            ? CommitTrailers.Append(text, CommitTrailers.AutomationText(data.Automation, options.Instance), data.Policies)
            : text;
    }

    private static Result<string> Text(string? template, MessageData data, CommitMessageOptions options, TimeProvider time)
    {
        if (string.IsNullOrEmpty(template)) return options.UseFixedDefault ? MessageTemplate.FixedText : DefaultMessage.Write(data);
        return MessageTemplate.Parse(template).Then(t => t.Render(data, options.Rendering, time));
    }
}
