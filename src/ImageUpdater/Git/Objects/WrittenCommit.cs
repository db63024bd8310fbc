namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>What building a commit gave.</summary>
/// <param name="Commit">The commit; the parent itself when nothing differs.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="IsNew">False when the files already were as asked, and no commit was made.</param>
public sealed record WrittenCommit(ObjectId Commit, ObjectId Tree, bool IsNew);
