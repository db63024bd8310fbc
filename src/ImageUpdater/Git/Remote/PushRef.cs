using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>One ref of a push.</summary>
/// <param name="Target">Full name at the remote.</param>
/// <param name="Source">The commit it shall be at.</param>
/// <param name="Lease">What it must be now.</param>
/// <param name="Force">Whether commits may be dropped from it. A lease still holds.</param>
public sealed record PushRef(string Target, ObjectId Source, PushLease Lease, bool Force = false);
