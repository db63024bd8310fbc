namespace ImageAutomation.Common.Resources.Images;

/// <summary>A person or robot in Git.</summary>
public sealed record CommitUser
{
    /// <summary>Name; may be empty.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }
}
