using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Reads the body of a 2xx answer, and keeps what it made of it for whoever made the call.</summary>
internal interface IBodyReader
{
    /// <summary>Reads a body; again, when the call is repeated.</summary>
    /// <returns>Why the body is of no use; null when it is.</returns>
    ValueTask<Failure?> ReadAsync(BoundedStream body, CancellationToken cancellationToken);
}
