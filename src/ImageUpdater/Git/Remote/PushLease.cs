using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What a ref must be at the remote for a push to go through.</summary>
public abstract record PushLease
{
    private PushLease() { }

    /// <summary>Whatever it is. For refs that nobody reads, such as <c>refs/for/main</c>.</summary>
    public static PushLease None { get; } = new Anything();

    /// <summary>It must not exist.</summary>
    public static PushLease Absent { get; } = new At(default);

    /// <summary>It must be at this id; the zero id means that it must not exist.</summary>
    public static PushLease Expect(ObjectId id) => new At(id);

    /// <summary>No condition.</summary>
    public sealed record Anything : PushLease;

    /// <summary>Exactly this id.</summary>
    /// <param name="Id">The id; zero for a ref that must not exist.</param>
    public sealed record At(ObjectId Id) : PushLease;
}
