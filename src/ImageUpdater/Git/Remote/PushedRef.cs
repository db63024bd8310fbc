namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What became of one ref.</summary>
/// <param name="Target">Full name at the remote.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Reason">The server's words on a refusal; otherwise null.</param>
public sealed record PushedRef(string Target, PushStatus Status, string? Reason)
{
    /// <summary>Whether the ref is now where it was pushed to.</summary>
    public bool IsLanded => Status is PushStatus.Updated or PushStatus.Created or PushStatus.Forced or PushStatus.UpToDate;
}
