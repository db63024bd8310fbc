using ImageAutomation.Common.Resources.Hooks;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Names of events, for the types of Receiver whose senders tell them in a header.</summary>
internal static class HookEvents
{
    /// <summary>The name that a request carries; null when its type has none, or the header is missing or came twice.</summary>
    public static string? NameOf(ReceiverType type, HookRequest request) => Header(type) is { } header ? request.Header(header) : null;

    /// <summary>Whether a Receiver wants an event: its list names it in any case, is empty, or does not count for the type.</summary>
    public static bool Admit(ReceiverType type, IReadOnlyList<string> listed, string? name) =>
        listed.Count == 0 || Header(type) is null || (name is not null && listed.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static string? Header(ReceiverType type) => type switch
    {
        ReceiverType.GitHub => "X-GitHub-Event",
        ReceiverType.GitLab => "X-Gitlab-Event",
        ReceiverType.Bitbucket => "X-Event-Key",
        ReceiverType.CdEvents => "Ce-Type",
        _ => null,
    };
}
