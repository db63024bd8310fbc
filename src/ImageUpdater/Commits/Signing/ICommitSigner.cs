using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>A prepared key that signs any number of commits. Disposing it removes every trace of the key from this machine.</summary>
public interface ICommitSigner : IAsyncDisposable
{
    /// <summary>Signs a commit object. May be called by several at once.</summary>
    /// <param name="payload">The commit object as it is without a signature: headers, blank line, message.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// The armored signature for the <c>gpgsig</c> header, lines ended by LF; or a transient failure with reason <c>GitOperationFailed</c>.
    /// </returns>
    Task<Result<string>> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
