using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>A key for signatures by ssh-keygen and one for gpg, made by those programs, and their word on a signed commit.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string SshSecret(string name)
    {
        string[] kind = ["-q", "-t", "ed25519", "-N", "", "-C", "bot@example.org"];
        TestProcess.Run("ssh-keygen", folder.Path, null, [.. kind, "-f", folder.Combine("key")]);
        return Secret(name, ("identity", File.ReadAllText(folder.Combine("key"))));
    }

    public string GpgSecret(string name)
    {
        Gpg("--passphrase", "", "--quick-gen-key", "bot <bot@example.org>", "ed25519", "sign", "never");
        return Secret(name, ("git.asc", Gpg("--armor", "--export-secret-keys")));
    }

    /// <summary>Fails with what git says unless the head of a repository is signed by the SSH key.</summary>
    public void VerifySsh(BareRepository repository)
    {
        folder.Write("signers", "bot@example.org " + File.ReadAllText(folder.Combine("key.pub")));
        string[] settings = ["-c", "gpg.format=ssh", "-c", $"gpg.ssh.allowedSignersFile={folder.Combine("signers")}"];
        Verify("git", ["-C", repository.Path, .. settings, "verify-commit", "main"]);
    }

    /// <summary>Fails with what git says unless the head of a repository is signed by the OpenPGP key.</summary>
    public void VerifyGpg(BareRepository repository) =>
        Verify("env", [$"GNUPGHOME={folder.Path}", "git", "-C", repository.Path, "verify-commit", "main"]);

    public void Dispose()
    {
        TestProcess.Try("gpgconf", null, null, ["--homedir", folder.Path, "--kill", "all"]); // nothing runs where no gpg key was made
        folder.Dispose();
    }

    /// <summary>A Secret of the namespace <c>shop</c>.</summary>
    public static string Secret(string name, params (string Key, string Text)[] entries)
    {
        var yaml = new StringBuilder($"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: shop}}\nstringData:\n");
        foreach (var (key, text) in entries)
            yaml.Append($"  {key}: |\n    ").Append(text.TrimEnd('\n').Replace("\n", "\n    ", StringComparison.Ordinal)).Append('\n');
        return yaml.ToString();
    }

    private string Gpg(params string[] arguments) =>
        TestProcess.Run("gpg", null, null, ["--homedir", folder.Path, "--batch", "--quiet", "--pinentry-mode", "loopback", .. arguments]);

    private static void Verify(string program, string[] arguments)
    {
        var (code, output, errors) = TestProcess.Try(program, null, null, arguments);
        Assert.True(code == 0, output + errors);
        Assert.Matches("Good (\"git\" )?signature", output + errors);
    }
}
