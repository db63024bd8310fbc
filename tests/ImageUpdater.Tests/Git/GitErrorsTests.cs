using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>What servers and git are known to print.</summary>
public sealed class GitErrorsTests
{
    [Theory]
    [InlineData("remote: HTTP Basic: Access denied; fatal: Authentication failed for 'https://host/x.git/'", GitFailureKind.Authentication)]
    [InlineData("fatal: could not read Username for 'https://host': terminal prompts disabled", GitFailureKind.Authentication)]
    [InlineData("fatal: unable to access 'https://host/x/': The requested URL returned error: 403", GitFailureKind.Authentication)]
    [InlineData("git@host: Permission denied (publickey).; fatal: Could not read from remote repository.", GitFailureKind.Authentication)]
    [InlineData(
        "ERROR: Permission to acme/x.git denied to robot.; fatal: Could not read from remote repository.", GitFailureKind.Authentication)]
    [InlineData(
        "ERROR: The key you are authenticating with has been marked as read only.; fatal: Could not read from remote repository.",
        GitFailureKind.Authentication)]
    [InlineData("ERROR: Repository not found.; fatal: Could not read from remote repository.", GitFailureKind.RepositoryNotFound)]
    [InlineData(
        "remote: The project you were looking for could not be found.; fatal: repository 'https://host/x.git/' not found",
        GitFailureKind.RepositoryNotFound)]
    [InlineData(
        "fatal: '/x.git' does not appear to be a git repository; fatal: Could not read from remote repository.",
        GitFailureKind.RepositoryNotFound)]
    [InlineData("fatal: unable to access 'https://host/x/': The requested URL returned error: 503", GitFailureKind.Unreachable)]
    [InlineData("fatal: unable to access 'https://host/x/': The requested URL returned error: 429", GitFailureKind.Unreachable)]
    [InlineData(
        "ssh: connect to host host port 22: Connection refused; fatal: Could not read from remote repository.", GitFailureKind.Unreachable)]
    [InlineData("kex_exchange_identification: read: Connection reset by peer", GitFailureKind.Unreachable)]
    [InlineData("Connection closed by 10.0.0.1 port 22; fatal: Could not read from remote repository.", GitFailureKind.Unreachable)]
    [InlineData(
        "fatal: Could not read from remote repository.; Please make sure you have the correct access rights", GitFailureKind.Unreachable)]
    [InlineData(
        "error: RPC failed; curl 56 Recv failure; fatal: early EOF; fatal: fetch-pack: invalid index-pack output",
        GitFailureKind.Unreachable)]
    [InlineData(
        "fatal: unable to access 'https://host/': SSL certificate problem: unable to get local issuer certificate", GitFailureKind.Tls)]
    [InlineData(
        "fatal: unable to access 'https://host/': server certificate verification failed. CAfile: none CRLfile: none", GitFailureKind.Tls)]
    [InlineData(
        "No ED25519 host key is known for host and you have requested strict checking.; Host key verification failed.",
        GitFailureKind.HostKey)]
    [InlineData("fatal: mismatched algorithms: client sha1; server sha256", GitFailureKind.InvalidInput)]
    [InlineData("fatal: transport 'ext' not allowed", GitFailureKind.InvalidInput)]
    [InlineData("fatal: unable to find remote helper for 'https'", GitFailureKind.Other)]
    [InlineData("fatal: shallow file has changed since we read it", GitFailureKind.Other)]
    [InlineData("error: object file ./objects/aa/bb is empty; fatal: loose object aabb is corrupt", GitFailureKind.Damaged)]
    [InlineData("fatal: not a git repository: '/state/x.git'", GitFailureKind.Damaged)]
    [InlineData("error: Could not read 0123456789012345678901234567890123456789", GitFailureKind.Damaged)]
    [InlineData("error: unable to write loose object file: No space left on device; fatal: unpack-objects failed", GitFailureKind.Other)]
    [InlineData("fatal: Out of memory, malloc failed (tried to allocate 536870912 bytes)", GitFailureKind.TooLarge)]
    [InlineData("fatal: unable to access 'https://host/x.git/': The requested URL returned error: 301", GitFailureKind.Redirected)]
    [InlineData("remote: fatal: loose object aabb is corrupt; fatal: the remote end hung up upon initial contact", GitFailureKind.Other)]
    public void TellsTheKind(string text, GitFailureKind kind)
    {
        var remote = new GitRemote { Url = GitUrl.Parse("https://host/x.git").Value };
        var failure = GitErrors.OfRemote("fetch", remote, new GitOutput(128, default, text.Split("; ")), isPublic: true);
        Assert.Equal(kind, failure.GitKind());
        Assert.Contains("'https://host/x.git'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void RepeatsWhatAWebServerSays_OnlyIfEverybodyCouldAskIt(bool isPublic, bool isShown)
    {
        var remote = new GitRemote { Url = GitUrl.Parse("https://host/x.git").Value };
        string[] lines = ["remote: db-password=hunter2; more",
            "fatal: unable to access 'https://host/x.git/': The requested URL returned error: 500"];
        var failure = GitErrors.OfRemote("ls-remote", remote, new GitOutput(128, default, lines), isPublic);
        Assert.Equal(isShown, failure.Message.Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal(isShown, failure.Cause!.Message.Contains("more", StringComparison.Ordinal));
        Assert.Contains("error: 500", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CoversShortSecrets_OnlyWhereTheyStandAlone() =>
        Assert.Equal("Could not read *** from git@host", Sanitizer.Clean("Could not read no from git@host", ["no"]));

    [Fact]
    public void SaysTheSame_WhateverTheFolderOfSecretsIsCalled() =>
        Assert.Equal(
            "Load key \"identity\": error in libcrypto",
            Sanitizer.Clean("Load key \"/state/mirrors/secrets/imageautomation-git-11917-e123674d/identity\": error in libcrypto"));

    [Fact]
    public void KeepsSecretsAndControlCharactersOut()
    {
        var text = Sanitizer.Clean("fatal: \u001b[31mhttps://me:pw@host/x\r\nnext t0ken\n", ["t0ken"]);
        Assert.Equal("fatal: [31mhttps://host/x; next ***", text);
        Assert.Equal(Sanitizer.MaxLength + 3, Sanitizer.Clean(new string('x', 5000)).Length);
    }
}
