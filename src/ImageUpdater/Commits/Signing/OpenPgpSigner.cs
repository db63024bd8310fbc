using System.Security.Cryptography;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>Signs with an OpenPGP key by <c>gpg</c>, in a key ring of its own.</summary>
internal sealed class OpenPgpSigner : ICommitSigner
{
    // Failure codes of libgpg-error, in the low 16 bits of the status line.
    private const int BadPassphrase = 11;
    private const int NoPinEntry = 85;

    // No configuration of the user, no terminal, no network.
    private static readonly string[] Quiet = ["--no-options", "--batch", "--no-tty", "--disable-dirmngr", "--no-auto-key-retrieve",
        "--trust-model", "always"];

    private readonly SigningOptions options;
    private readonly SigningProgram run;
    private readonly PrivateFolder folder;
    private readonly byte[]? passphrase;
    private readonly Dictionary<string, string> environment;
    private string fingerprint = "";

    private OpenPgpSigner(SigningOptions options, SigningProgram run, PrivateFolder folder, byte[]? passphrase)
    {
        this.options = options;
        this.run = run;
        this.folder = folder;
        this.passphrase = passphrase;
        environment = new(StringComparer.Ordinal) { ["HOME"] = folder.Path, ["GNUPGHOME"] = folder.Path };
    }

    /// <summary>Imports a key and tries it.</summary>
    public static async Task<Result<ICommitSigner>> OpenAsync(
        SigningOptions options, SigningProgram run, string secretName, byte[] armored, byte[]? passphrase,
        CancellationToken cancellationToken)
    {
        var signer = new OpenPgpSigner(options, run, PrivateFolder.Create(options.Folder), passphrase);
        var isOpen = false;
        try
        {
            if (await signer.ImportAsync(secretName, armored, cancellationToken) is { } failure) return failure;
            isOpen = true;
            return signer;
        }
        finally
        {
            if (!isOpen) await signer.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<Result<string>> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (!(await TrySignAsync(payload, cancellationToken)).TryGet(out var outcome, out var failure))
            return SigningFailures.Sign(failure.Message);
        return outcome.IsSuccess ? outcome.Output : SigningFailures.Sign(SigningFailures.Detail(outcome.Errors));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The agent holds the key in memory; it has to go even when the caller has given up. Where it cannot be told, it ends by itself
        // once its folder is gone.
        await run.RunAsync(
            options.GpgConf, ["--homedir", folder.Path, "--kill", "gpg-agent"], environment, default, CancellationToken.None);
        await run.RunAsync(options.GpgConf, ["--homedir", folder.Path, "--remove-socketdir"], environment, default, CancellationToken.None);
        if (passphrase is not null) CryptographicOperations.ZeroMemory(passphrase);
        folder.Dispose();
    }

    private async Task<Failure?> ImportAsync(string secretName, byte[] armored, CancellationToken cancellationToken)
    {
        var imported = await RunAsync(["--import"], armored, cancellationToken);
        if (!imported.TryGet(out var import, out var failure)) return failure;
        var listed = await RunAsync(["--with-colons", "--list-keys"], default, cancellationToken);
        if (!listed.TryGet(out var keys, out failure)) return failure;
        var entities = Records(keys, "pub").Count();
        if (entities == 0)
            return SigningFailures.Key($"could not read signing key from secret '{secretName}': {SigningFailures.Detail(import.Errors)}");
        if (entities > 1)
            return SigningFailures.Key($"multiple entities read from secret '{secretName}', could not determine which signing key to use");

        listed = await RunAsync(["--with-colons", "--list-secret-keys"], default, cancellationToken);
        if (!listed.TryGet(out keys, out failure)) return failure;
        if (Records(keys, "fpr").FirstOrDefault() is not { Length: > 9 } record)
            return SigningFailures.Key($"signing key in secret '{secretName}' is not a private key");
        fingerprint = record[9];

        if (!(await TrySignAsync("test"u8.ToArray(), cancellationToken)).TryGet(out var outcome, out failure)) return failure;
        if (outcome.IsSuccess) return null;
        return SigningFailures.Key(FailureCode(outcome.Errors) switch
        {
            NoPinEntry or BadPassphrase when passphrase is null =>
                $"can not use passphrase protected signing key without 'passphrase' field present in secret {secretName}",
            BadPassphrase => $"could not decrypt signing key of secret '{secretName}': the 'passphrase' does not fit",
            _ => $"could not use signing key of secret '{secretName}': {SigningFailures.Detail(outcome.Errors)}",
        });
    }

    // With a passphrase the input begins with it: gpg reads one line of it from stdin before the data.
    private async Task<Result<ProgramOutcome>> TrySignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        string[] protection = passphrase is null ? ["--pinentry-mode", "error"] : ["--pinentry-mode", "loopback", "--passphrase-fd", "0"];
        string[] arguments = [.. protection, "--status-fd", "2", "--local-user", fingerprint, "--armor", "--detach-sign", "--output", "-",
            "-"];
        if (passphrase is null) return await RunAsync(arguments, payload, cancellationToken);

        var input = new byte[passphrase.Length + 1 + payload.Length];
        passphrase.CopyTo(input, 0);
        input[passphrase.Length] = (byte)'\n';
        payload.CopyTo(input.AsMemory(passphrase.Length + 1));
        var outcome = await RunAsync(arguments, input, cancellationToken);
        CryptographicOperations.ZeroMemory(input);
        return outcome;
    }

    private Task<Result<ProgramOutcome>> RunAsync(
        IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        run.RunAsync(options.Gpg, ["--homedir", folder.Path, .. Quiet, .. arguments], environment, input, cancellationToken);

    private static IEnumerable<string[]> Records(ProgramOutcome outcome, string kind) =>
        outcome.Output.Split('\n').Select(l => l.Split(':')).Where(f => f[0] == kind);

    private static int FailureCode(string status)
    {
        var line = status.Split('\n').FirstOrDefault(l => l.StartsWith("[GNUPG:] FAILURE sign ", StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(line.LastIndexOf(' ') + 1), out var code) ? code & 0xFFFF : 0;
    }
}
