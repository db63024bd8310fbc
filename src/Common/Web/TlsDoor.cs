using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Web;

/// <summary>
/// TLS before HTTP, with one certificate. Kestrel's own needs the services of a web host, which a server put together by hand has not.
/// </summary>
/// <param name="certificate">Certificate with its key.</param>
/// <param name="issuers">Certificates between it and a root, which peers are sent; null: none.</param>
/// <param name="timeout">How long a handshake may take.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Log.</param>
internal sealed class TlsDoor(
    X509Certificate2 certificate, X509Certificate2Collection? issuers, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    // Offline: no issuer is asked for what the files lack.
    private readonly SslStreamCertificateContext shown = SslStreamCertificateContext.Create(certificate, issuers, offline: true);

    /// <summary>Middleware of a connection.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        var plain = connection.Transport;
        await using var wire = new DuplexStream(plain);
        await using var secure = new SslStream(wire, leaveInnerStreamOpen: true);
        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = shown,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            }, linked.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or NotSupportedException)
        {
            logger.ConnectionLost(e); // not TLS, or not ours
            connection.Abort();
            return;
        }

        connection.Transport = new Pipes(
            PipeReader.Create(secure, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(secure, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await next(connection);
        }
        finally
        {
            await connection.Transport.Input.CompleteAsync();
            await connection.Transport.Output.CompleteAsync();
            connection.Transport = plain;
        }
    };

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A connection's two pipes as one stream.</summary>
    private sealed class DuplexStream(IDuplexPipe pipe) : Stream
    {
        private readonly Stream input = pipe.Input.AsStream(leaveOpen: true);
        private readonly Stream output = pipe.Output.AsStream(leaveOpen: true);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);
    }
}
