namespace ImageAutomation.Common.Policies;

/// <summary>What an election made of a tag. The names are a stable interface.</summary>
public enum TagVerdict
{
    /// <summary>It was elected.</summary>
    Elected,

    /// <summary>It was a candidate and something is preferred to it, or nothing could be elected.</summary>
    Older,

    /// <summary>It has the same precedence as the elected tag, under another key.</summary>
    Equal,

    /// <summary>Another tag with the same key was kept.</summary>
    Shadowed,

    /// <summary>The version is not in the range.</summary>
    OutOfRange,

    /// <summary>The version would be in the range if the range asked for prereleases.</summary>
    Prerelease,

    /// <summary>The key is not a version.</summary>
    NotAVersion,

    /// <summary>The key is not a number, which fails the whole election.</summary>
    NotANumber,

    /// <summary>The filter pattern does not match.</summary>
    Excluded,

    /// <summary>It is no image: signatures, attestations and bills of materials ride in the list under such names.</summary>
    Artifact,

    /// <summary>A person withdrew it.</summary>
    Withdrawn,

    /// <summary>The registry does not hand it out, or not yet.</summary>
    Blocked,
}
