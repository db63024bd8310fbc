using System.Text;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>Signs with an SSH key by <c>ssh-keygen -Y sign</c>: the SSHSIG format, namespace <c>git</c>, SHA-512.</summary>
internal sealed class SshSigner : ICommitSigner
{
    private readonly SigningOptions options;
    private readonly SigningProgram run;
    private readonly PrivateFolder folder;
    private readonly string keyFile;
    private readonly Dictionary<string, string> environment;

    private SshSigner(SigningOptions options, SigningProgram run, byte[] key, byte[]? passphrase)
    {
        this.options = options;
        this.run = run;
        folder = PrivateFolder.Create(options.Folder, runsPrograms: passphrase is not null);
        environment = new(StringComparer.Ordinal) { ["HOME"] = folder.Path };
        keyFile = folder.Write("key", key);
        if (passphrase is null) return;

        // ssh-keygen asks this program instead of a terminal; the passphrase is in its environment alone.
        environment["SSH_ASKPASS"] = folder.Write("ask", "#!/bin/sh\nprintf '%s\\n' \"$IMGAUTO_PASSPHRASE\"\n"u8, isProgram: true);
        environment["SSH_ASKPASS_REQUIRE"] = "force";
        environment["DISPLAY"] = "none";
        environment["IMGAUTO_PASSPHRASE"] = Encoding.UTF8.GetString(passphrase);
    }

    /// <summary>Writes a key to a private folder and checks it.</summary>
    public static async Task<Result<ICommitSigner>> OpenAsync(
        SigningOptions options, SigningProgram run, string secretName, byte[] key, byte[]? passphrase, CancellationToken cancellationToken)
    {
        var isEncrypted = SshPrivateKey.IsEncrypted(key);
        if (isEncrypted && passphrase is null)
            return SigningFailures.Key(
                $"can not use passphrase protected signing key without 'password' field present in secret {secretName}");

        var signer = new SshSigner(options, run, SshPrivateKey.Normalize(key), isEncrypted ? passphrase : null);
        var isOpen = false;
        try
        {
            if (await signer.CheckAsync(secretName, cancellationToken) is { } failure) return failure;
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
        var ran = await RunAsync(["-Y", "sign", "-n", "git", "-f", keyFile, "-"], payload, cancellationToken);
        if (!ran.TryGet(out var outcome, out var failure)) return SigningFailures.Sign(failure.Message);
        return outcome.IsSuccess ? outcome.Output : SigningFailures.Sign(Detail(outcome));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        environment.Clear();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Failure?> CheckAsync(string secretName, CancellationToken cancellationToken)
    {
        if (!(await RunAsync(["-y", "-f", keyFile], default, cancellationToken)).TryGet(out var outcome, out var failure)) return failure;
        if (!outcome.IsSuccess) return SigningFailures.Key($"could not read signing key from secret '{secretName}': {Detail(outcome)}");
        if (SshPrivateKey.Judge(outcome.Output) is { } problem)
            return SigningFailures.Key($"could not use signing key of secret '{secretName}': {problem}");
        // Keys in PEM do not carry their public part in the clear, and signing wants it.
        folder.Write("key.pub", Encoding.UTF8.GetBytes(outcome.Output));
        return null;
    }

    private Task<Result<ProgramOutcome>> RunAsync(
        IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        run.RunAsync(options.SshKeygen, arguments, environment, input, cancellationToken);

    // The path of the key is of no use to anybody.
    private string Detail(ProgramOutcome outcome) =>
        SigningFailures.Detail(outcome.Errors.Replace(keyFile, "key", StringComparison.Ordinal));
}
