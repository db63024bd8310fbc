namespace ImageAutomation.TestSupport.Git;

/// <summary>A commit as a test looks at it.</summary>
public sealed record GitCommitInfo(string Id, string[] Parents, string AuthorName, string AuthorEmail, string Message)
{
    public string Subject => Message.Split('\n')[0];
}
