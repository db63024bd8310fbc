using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <inheritdoc cref="IBodyReader"/>
/// <param name="read">Makes something of a body.</param>
internal sealed class BodyReader<T>(Func<BoundedStream, CancellationToken, ValueTask<Result<T>>> read) : IBodyReader
    where T : class
{
    /// <summary>What the last body held; null as long as none was read.</summary>
    public T? Value { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<Failure?> ReadAsync(BoundedStream body, CancellationToken cancellationToken)
    {
        Value = null;
        var made = await read(body, cancellationToken);
        if (!made.TryGet(out var value, out var failure)) return failure;
        Value = value;
        return null;
    }
}
