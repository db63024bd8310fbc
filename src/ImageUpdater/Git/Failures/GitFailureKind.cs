namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>What went wrong in Git, for callers that act on it.</summary>
public enum GitFailureKind
{
    /// <summary>Nothing closer is known.</summary>
    Other,

    /// <summary>A URL, ref name, refspec, path or setting that is refused before anything runs.</summary>
    InvalidInput,

    /// <summary>The server was not reached.</summary>
    Unreachable,

    /// <summary>The server refused the credentials, or wants some.</summary>
    Authentication,

    /// <summary>The SSH host key is unknown or changed.</summary>
    HostKey,

    /// <summary>The server's certificate is not trusted.</summary>
    Tls,

    /// <summary>The server redirects to where we do not follow.</summary>
    Redirected,

    /// <summary>There is no repository at the URL.</summary>
    RepositoryNotFound,

    /// <summary>The repository has no branch at all.</summary>
    EmptyRepository,

    /// <summary>The branch, tag or commit is not there.</summary>
    RefNotFound,

    /// <summary>The object is not in the mirror.</summary>
    ObjectNotFound,

    /// <summary>The path is not in the tree, or leaves it.</summary>
    PathNotFound,

    /// <summary>The call took longer than its bound.</summary>
    Timeout,

    /// <summary>More output than the bound allows.</summary>
    TooLarge,

    /// <summary>Somebody pushed first: fetch, plan again, push again.</summary>
    Stale,

    /// <summary>The push would drop commits from the remote branch and was not forced.</summary>
    NonFastForward,

    /// <summary>The server refused the ref: a hook, a protected branch, a quota.</summary>
    Rejected,

    /// <summary>The mirror on disk is broken; the next fetch makes it anew.</summary>
    Damaged,
}
