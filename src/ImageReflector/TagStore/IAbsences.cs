using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Elected tags that listings lack. Failures are transient, with reason <c>Failure</c>.</summary>
public interface IAbsences
{
    /// <summary>What is known about a missing tag; null when it is not known to be missing.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    Result<Absence?> Find(ObjectKey repository, string tag);

    /// <summary>Takes a listing into account, once.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="listing">Names the listing.</param>
    /// <param name="next">Makes the entry from the one before; not called when the listing was counted already.</param>
    /// <returns>The entry as it is now.</returns>
    Result<Absence> Record(ObjectKey repository, string tag, string listing, Func<Absence?, Absence> next);

    /// <summary>Forgets a tag: it is listed again, was given up, or is elected no more.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>Whether there was an entry.</returns>
    Result<bool> Forget(ObjectKey repository, string tag);

    /// <summary>All missing tags of images on one registry host.</summary>
    /// <param name="host">Host as in canonical names.</param>
    Result<IReadOnlyList<Absence>> OfHost(string host);
}
