using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Signs the bytes of a commit.</summary>
/// <param name="payload">The commit as it is stored, without the signature.</param>
/// <param name="cancellationToken">Ends the call.</param>
/// <returns>The armoured signature for the <c>gpgsig</c> header, or why there is none.</returns>
public delegate Task<Result<string>> CommitSigner(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
