using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Signing;

/// <summary>A temporary folder with a repository, real keys, and a place where signers work.</summary>
public sealed class SigningWorkshop : IDisposable
{
    public SigningWorkshop()
    {
        Folder = Directory.CreateTempSubdirectory("sign-").FullName;
        Keys = Make("keys");
        Work = Make("work");
        Repository = Make("repo");
        Run("git", "", "init", "-q", Repository);
        Options = new SigningOptions { Folder = Work };
    }

    public string Folder { get; }

    /// <summary>Where keys are made and signatures are checked.</summary>
    public string Keys { get; }

    /// <summary>Where signers put their private folders.</summary>
    public string Work { get; }

    public string Repository { get; }

    public SigningOptions Options { get; init; }

    /// <summary>Makes an OpenPGP key and gives its private part, armored.</summary>
    public string OpenPgp(string name, string passphrase = "")
    {
        Gpg("", "--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-gen-key", name, "ed25519", "sign", "never");
        return Gpg("", "--pinentry-mode", "loopback", "--passphrase", passphrase, "--armor", "--export-secret-keys", name);
    }

    public string Gpg(string input, params string[] arguments) =>
        Run("gpg", input, ["--homedir", Keys, "--batch", "--quiet", .. arguments]);

    /// <summary>Makes an SSH key and gives its private part.</summary>
    public string Ssh(string name, string passphrase, params string[] arguments)
    {
        Run("ssh-keygen", "", ["-q", "-N", passphrase, "-C", name, "-f", Path.Combine(Keys, name), .. arguments]);
        return File.ReadAllText(Path.Combine(Keys, name));
    }

    public Task<Languages.Results.Result<ICommitSigner>> OpenAsync(string? type, params (string Key, string Value)[] data) =>
        new CommitSigners(Options, TimeProvider.System).OpenAsync(
        type,
        new Secret
        {
            Metadata = new ObjectMeta { Name = "signing", Namespace = "team" },
            Data = data.ToDictionary(d => d.Key, d => Encoding.UTF8.GetBytes(d.Value)),
        },
        CancellationToken.None);

    /// <summary>Signs a commit and asks git what it thinks of it.</summary>
    public async Task<(int Code, string Output)> SignAndVerifyAsync(ICommitSigner signer, string message, params string[] config)
    {
        var tree = Run("git", "", "-C", Repository, "hash-object", "-t", "tree", "-w", "--stdin").Trim();
        var headers = $"tree {tree}\nauthor A <a@x> 1700000000 +0000\ncommitter A <a@x> 1700000000 +0000\n";
        var signature = (await signer.SignAsync(Encoding.UTF8.GetBytes($"{headers}\n{message}"), CancellationToken.None)).Value;
        var folded = "gpgsig " + signature.TrimEnd('\n').Replace("\n", "\n ", StringComparison.Ordinal) + "\n";
        var commit = Run("git", $"{headers}{folded}\n{message}", "-C", Repository, "hash-object", "-t", "commit", "-w", "--stdin").Trim();
        var environment = new Dictionary<string, string> { ["GNUPGHOME"] = Keys };
        var (code, output, error) =
            Programs.Run(Repository, "git", "", environment, [.. config.SelectMany(c => new[] { "-c", c }), "verify-commit", commit]);
        return (code, output + error);
    }

    /// <summary>
    /// Nothing names our work folder any more: no files, which go at once, and no process. An agent that was told to end answers first
    /// and ends a moment later.
    /// </summary>
    public async Task LeavesNothingAsync()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(Work));
        await Eventually.HoldsAsync(() => Leftovers().Count == 0, () => string.Join(", ", Leftovers()));
    }

    private IReadOnlyList<string> Leftovers() =>
    [
        .. Directory.EnumerateFileSystemEntries(Work),
        .. Directory.EnumerateDirectories("/proc").Select(CommandLine).Where(c => c.Contains(Work, StringComparison.Ordinal)),
    ];

    public void Dispose()
    {
        Programs.Run(Folder, "gpgconf", "", "--homedir", Keys, "--kill", "gpg-agent");
        for (var i = 0; Directory.Exists(Folder); i++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException) when (i < 100)
            {
                Thread.Yield();
            }
        }
    }

    private string Make(string name) => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException()
        : Directory.CreateDirectory(
            Path.Combine(Folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private string Run(string program, string input, params string[] arguments)
    {
        var (code, output, error) = Programs.Run(Folder, program, input, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {error}");
        return output;
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";   // no process, or gone meanwhile
        }
    }
}
