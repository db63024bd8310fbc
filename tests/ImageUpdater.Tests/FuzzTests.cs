using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Record;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests;

/// <summary>What stands in repositories, and what people write into GitRepositories and Secrets.</summary>
public sealed class FuzzTests
{
    private static readonly string[] YamlWords =
        ["[", "{", "}", "]", ": ", "- ", "|\n ", "# {\"$imagepolicy\": \"ns:p\"}\n", "# {\"$imagepolicy\": \"ns:p:tag\"}", "image: ",
            "---\n", "'", "\"", "\r\n", "\t", "{{ .x }}", "&a ", "*a", "\uFEFF"];

    [Theory]
    [InlineData(EditStrategy.Setters, UnparsableFiles.Skip)]
    [InlineData(EditStrategy.Setters, UnparsableFiles.Line)]
    [InlineData(EditStrategy.ImageFields, UnparsableFiles.Skip)]
    public Task Manifests(EditStrategy strategy, UnparsableFiles unparsable)
    {
        var elected = new ElectedImage(new ObjectKey("ns", "p"), new ImageRef
        {
            Name = "ghcr.io/a/b",
            Tag = "2.0.0",
            Digest = "sha256:" + new string('0', 64),
        });
        var editor = FileEditor.Create([elected], new EditOptions { Strategy = strategy, Unparsable = unparsable }).Value;
        return Fuzz.RunAsync(
            ["apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - image: "
                + "ghcr.io/a/b:1.0.0 # {\"$imagepolicy\": \"ns:p\"}\n        name: x\n",
                "images:\n- name: ghcr.io/a/b\n  newTag: \"1.0\" # {\"$imagepolicy\": \"ns:p:tag\"}\n---\na: [b, 'c'] # {\"$imagepolicy\": "
                    + "\"ns:p\"}\n", "{{ if x }}\nimage: ghcr.io/a/b:1 # {\"$imagepolicy\": \"ns:p\"}\n{{ end }}\n"],
            YamlWords,
            bytes =>
            {
                var plan = editor.Plan("a.yaml", bytes);
                // What is written must be readable again, with the same targets.
                if (plan.Changes.Count > 0) _ = editor.Plan("a.yaml", plan.Content.ToArray());
            });
    }

    [Fact]
    public Task Commits() => Fuzz.RunAsync(
        ["tree 0123456789012345678901234567890123456789\nparent 0123456789012345678901234567890123456789\nauthor A B <a@b> 1 "
            + "+0000\ncommitter C <c> -1 -9999\nencoding latin1\ngpgsig -----BEGIN\n x\n\nSubject\n\nImage-Automation: a/b\nImage-Policy: "
            + "a/p x:1\n"],
        ["tree ", "parent ", "author ", "committer ", "encoding ", "gpgsig ", "<", ">", "\n\n", "\0", "99999999999999999999", "+2400",
            "Image-Automation: ", "Image-Policy: ", "Revert \"", "\n "],
        bytes =>
        {
            if (CommitFormat.Parse(default, bytes) is { } commit) _ = CommitRecordParser.Parse(commit.Message);
            _ = CommitRecordParser.Parse(Encoding.UTF8.GetString(bytes));
        });

    [Fact]
    public Task Trees() => Fuzz.RunAsync(
        ["100644 a.yaml\001234567890123456789040000 dir\001234567890123456789",
            "120000 l\001234567890123456789160000 m\001234567890123456789"],
        ["100644 ", "40000 ", "\0", " ", "01234567890123456789", "777777777 ", "..", ".git", "/", "\u00ff"],
        bytes => TreeFormat.Parse(bytes));

    [Fact]
    public Task Addresses() => Fuzz.RunAsync(
        ["https://user:pw@host:8443/org/repo.git", "ssh://git@[::1]:22/~/x", "http://host/x?y#z"],
        ["://", "@", ":", "/", "[", "]", "%00", "%2f", "\\", "-", "..", "?", "#", "\n", "\u0000", "ext::", "file:///"],
        bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (!GitUrl.Parse(text).TryGet(out var url, out _)) return;
            Assert.DoesNotContain('\n', url.Text);
            _ = url.Canonical;
            _ = url.Port;
        });

    [Fact]
    public Task Keys() => Fuzz.RunAsync(
        ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----"],
        ["-----BEGIN ", "-----END ", "PRIVATE KEY-----", "ENCRYPTED ", "\n", "\r\n", "ssh-rsa ", "b3BlbnNzaC1rZXktdjEA", "/////w==", "="],
        bytes => SshKey.Problem(SshKey.Normalize(bytes), hasPassphrase: false));
}
