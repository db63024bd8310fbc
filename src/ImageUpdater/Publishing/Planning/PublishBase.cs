using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>What a run plans on.</summary>
/// <param name="Commit">Base: head of the push branch when it is the base, else what is checked out.</param>
/// <param name="Checkout">What the checkout ref means.</param>
/// <param name="Revision">Checkout as status shows it, for example <c>main@sha1:...</c>.</param>
/// <param name="PushHead">Head of the push branch at the remote; null when it does not exist there.</param>
/// <param name="Heads">All heads of the remote, when they were listed.</param>
/// <param name="IsCached">Whether the remote was not asked: only a push with a lease proves that the base is current.</param>
internal sealed record PublishBase(
    ObjectId Commit, ObjectId Checkout, string Revision, ObjectId? PushHead, RemoteRefs? Heads, bool IsCached);
