using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class HttpTransportTests
{
    [ProgramFact("git")]
    public async Task FetchesAndPushes_When_UserAndPasswordAreRight()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("me", "p\u00e4ss:word"));
        var mirror = house.Store.Open(Ok(Remote(server.Url("remote.git"), Secret(("username", "me"), ("password", "p\u00e4ss:word\n")))));

        await PushOneAsync(house, mirror);

        Assert.DoesNotContain("", server.Authorizations); // sent at once, no challenge needed
        Assert.Empty(Directory.EnumerateFileSystemEntries(house.Secrets));
    }

    [ProgramFact("git")]
    public async Task PutsNoSecretIntoCommandLinesOrTheMirror()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("me", "hush-hush"));
        var lines = new System.Collections.Concurrent.ConcurrentBag<string>();
        server.Intercept = async _ =>
        {
            // While git waits for this answer all its processes are alive.
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                try
                {
                    lines.Add(await File.ReadAllTextAsync(Path.Combine(folder, "cmdline")));
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // It ended meanwhile.
                }
            }

            return false;
        };

        await PushOneAsync(
            house, house.Store.Open(
                Ok(Remote(server.Url("remote.git").Replace("://", "://me:hush-hush@", StringComparison.Ordinal), null))));

        Assert.Contains(lines, line => line.Contains("git\0push\0", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("hush", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(GitHttpServer.Basic("me", "hush-hush")[6..], StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(house.Folder.Combine("state"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("hush", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task FetchesAndPushes_When_TheTokenIsRight()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, "Bearer t0ken");
        await PushOneAsync(
            house, house.Store.Open(
                Ok(Remote(server.Url("remote.git"), Secret(("bearerToken", "t0ken"), ("username", "not"), ("password", "read"))))));
    }

    [ProgramFact("git")]
    public async Task NamesUrlAndSecret_When_ThePasswordIsWrong()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("me", "right"));
        var url = server.Url("remote.git").Replace("://", "://me:hush-hush@", StringComparison.Ordinal);
        var mirror = house.Store.Open(Ok(Remote(url, null)));

        foreach (var failure in new[]
        {
            (await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!,
            (await mirror.Remote.FetchAsync(["refs/heads/main"], default)).Failure!,
        })
        {
            Assert.Equal((GitFailureKind.Authentication, "GitOperationFailed"), (failure.GitKind(), failure.Reason));
            Assert.Contains($"'{server.Url("remote.git")}' refused the credentials", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", failure.Message + failure.Cause, StringComparison.Ordinal);
            Assert.DoesNotContain("me:", failure.Message, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public async Task SaysWhichFixHelps_When_AnonymousAccessIsRefused()
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, "Bearer t");
        var failed = await house.Store.Open(Ok(Remote(server.Url("remote.git"), null))).Remote.ListAsync(RemoteRefKinds.Heads, default);
        Assert.Equal(GitFailureKind.Authentication, failed.Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task TrustsThePrivateAuthority_When_TheSecretBringsIt()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        using var authority = new TestCertificates();
        using var certificate = authority.Server();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("me", "pw"), certificate);
        var url = server.Url("remote.git");

        var trusted = house.Store.Open(Ok(Remote(url, Secret(("username", "me"), ("password", "pw"), ("ca.crt", authority.AuthorityPem)))));
        await PushOneAsync(house, trusted);
        Assert.Empty(Directory.EnumerateFileSystemEntries(house.Secrets));

        using var other = new TestCertificates("other authority");
        foreach (var secret in new[] { Secret(("username", "me"), ("password", "pw")),
            Secret(("username", "me"), ("password", "pw"), ("caFile", other.AuthorityPem)) })
        {
            var failure = (await house.Store.Open(Ok(Remote(url, secret))).Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!;
            Assert.Equal(GitFailureKind.Tls, failure.GitKind());
            Assert.Contains("ca.crt", failure.Message, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public async Task PresentsTheClientCertificate_When_TheServerAsks()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        using var authority = new TestCertificates();
        using var certificate = authority.Server();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, certificate: certificate, clients: authority);
        var url = server.Url("remote.git");
        var (pem, key) = authority.Client("robot");

        await PushOneAsync(
            house, house.Store.Open(Ok(Remote(url, Secret(("ca.crt", authority.AuthorityPem), ("tls.crt", pem), ("tls.key", key))))));

        var without = await house.Store.Open(Ok(Remote(url, Secret(("ca.crt", authority.AuthorityPem))))).Remote.ListAsync(
            RemoteRefKinds.Heads, default);
        Assert.False(without.IsSuccess);
    }

    [ProgramTheory("git")]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task FollowsARedirectOnTheSameHost_WithTheLogin(int status)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("u", "pw"));
        server.Intercept = Redirect("/old", () => $"{server.Origin}/remote.git", status);
        var mirror = house.Store.Open(Ok(Remote(server.Url("old"), Secret(("username", "u"), ("password", "pw")))));
        await PushOneAsync(house, mirror);
        var before = server.Requests.Count(request => request.Contains("/old/", StringComparison.Ordinal));
        Assert.True((await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).IsSuccess);
        // the new address is kept
        Assert.Equal(before, server.Requests.Count(request => request.Contains("/old/", StringComparison.Ordinal)));
    }

    [ProgramFact("git")]
    public async Task NamesWhereItLeads_When_ARedirectLeavesTheHost()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        await using var other = await GitHttpServer.StartAsync(house.Folder.Path);
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        server.Intercept = Redirect("/old.git", () => other.Url("remote.git"), 301);
        var failed = await house.Store.Open(
            Ok(Remote(server.Url("old.git"), Secret(("username", "u"), ("password", "p"))))).Remote.ListAsync(
                RemoteRefKinds.Heads, default);
        Assert.Equal(GitFailureKind.Redirected, failed.Failure!.GitKind());
        Assert.Contains(
            $"redirects to '{other.Url("remote.git")}', which is not followed", failed.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [ProgramTheory("git")]
    [InlineData("<html>login page</html>", "text/html")]
    [InlineData("", "text/html")]
    [InlineData("<html>\n<body>\nlogin\n</body>", "text/html; charset=utf-8")]
    public async Task SaysThatItIsNoGitServer_When_AWebPageAnswers(string page, string type)
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        server.Intercept = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(page));
            return true;
        };
        var mirror = house.Store.Open(Ok(Remote(server.Url("remote.git"), null)));
        foreach (var failure in new[] { (await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!,
            (await mirror.Remote.FetchAsync(["refs/heads/main"], default)).Failure! })
        {
            Assert.NotEqual(GitFailureKind.EmptyRepository, failure.GitKind());
            Assert.DoesNotContain("empty repository", failure.Message, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public async Task WhatAServerSaysWithoutSpeakingGit_IsNotRepeated()
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        server.Intercept = async context =>
        {
            context.Response.StatusCode = 500;
            context.Response.ContentType = "text/plain";
            await context.Response.Body.WriteAsync("db-password=hunter2; and more\nnext line"u8.ToArray());
            return true;
        };
        var failure = (await house.Store.Open(Ok(Remote(server.Url("remote.git"), null))).Remote.ListAsync(
            RemoteRefKinds.Heads, default)).Failure!;
        Assert.DoesNotContain("hunter2", failure.Message + failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("more", failure.Message + failure.Cause, StringComparison.Ordinal);
        Assert.Contains("500", failure.Message, StringComparison.Ordinal);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Redirect(string from, Func<string> to, int status) => context =>
    {
        if (!context.Request.Path.StartsWithSegments(from, StringComparison.Ordinal)) return Task.FromResult(false);
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"{to()}{context.Request.Path.Value![from.Length..]}{context.Request.QueryString}";
        return Task.FromResult(true);
    };

    [ProgramFact("git")]
    public async Task FetchesEverything_When_TheServerCannotBeAskedForOneCommit()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var head = house.Remote.Commit("a.yaml", "2");
        house.Remote.Git("update-server-info");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        server.Intercept = async context =>
        {
            // Plain files, as a web server without git would serve them.
            var file = house.Folder.Path + context.Request.Path.Value;
            if (File.Exists(file)) await Microsoft.AspNetCore.Http.SendFileResponseExtensions.SendFileAsync(context.Response, file);
            else context.Response.StatusCode = 404;
            return true;
        };
        var mirror = house.Store.Open(Ok(Remote(server.Url("remote.git"), null)));
        Assert.Equal(head, (await FetchHeadAsync(mirror)).ToString());
        Assert.False(mirror.IsShallow);
    }

    [ProgramFact("git")]
    public async Task GoesThroughTheProxyWithItsPassword_When_OneIsSet()
    {
        await using var house = new GitHouse();
        await using var proxy = await GitHttpServer.StartAsync(house.Folder.Path);
        var seen = "";
        proxy.Intercept = context =>
        {
            seen = context.Request.Headers.ProxyAuthorization.ToString();
            context.Response.StatusCode = 502;
            return Task.FromResult(true);
        };
        var remote = Ok(
            GitRemote.From(
                Repository("http://git.invalid/x.git") with { }, null,
                Secret(("address", proxy.Origin), ("username", "pu"), ("password", "p@w"))));
        var failed = await house.Store.Open(remote).Remote.ListAsync(RemoteRefKinds.Heads, default);
        Assert.Equal(GitHttpServer.Basic("pu", "p@w"), seen);
        Assert.Equal(GitFailureKind.Unreachable, failed.Failure!.GitKind());
        Assert.DoesNotContain("p@w", failed.Failure!.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task EndsTheCallInTime_When_TheServerHangs()
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        server.Intercept = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var remote = Ok(Remote(server.Url("remote.git"), null)) with { Timeout = TimeSpan.FromMilliseconds(400) };
        var failure = (await house.Store.Open(remote).Remote.FetchAsync(["refs/heads/main"], default)).Failure!;
        Assert.Equal(GitFailureKind.Timeout, failure.GitKind());
        Assert.Contains(server.Url("remote.git"), failure.Message, StringComparison.Ordinal);

        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () =>
                house.Store.Open(remote with
                {
                    Timeout = TimeSpan.FromSeconds(20),
                }).Remote.ListAsync(RemoteRefKinds.Heads, cancelled.Token));
    }

    [ProgramTheory("git")]
    [InlineData("http://localhost:{0}/missing.git", GitFailureKind.RepositoryNotFound, "no repository at")]
    [InlineData("http://localhost:1/x.git", GitFailureKind.Unreachable, "was not reached")]
    [InlineData("http://host.invalid/x.git", GitFailureKind.Unreachable, "was not reached")]
    public async Task NamesTheFault_When_TheRepositoryIsNotThere(string url, GitFailureKind kind, string words)
    {
        await using var house = new GitHouse();
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var address = url.Replace(
            "{0}", new Uri(server.Origin).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var failure in new[]
        {
            (await house.Store.Open(Ok(Remote(address, null))).Remote.ListAsync(RemoteRefKinds.Heads, default)).Failure!,
            (await house.Store.Open(Ok(Remote(address, null))).Remote.FetchAsync(["refs/heads/main"], default)).Failure!,
        })
        {
            Assert.Equal(kind, failure.GitKind());
            Assert.Contains(words, failure.Message, StringComparison.Ordinal);
            Assert.Contains(address, failure.Message, StringComparison.Ordinal);
        }
    }

    private static async Task PushOneAsync(GitHouse house, GitMirror mirror)
    {
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        Assert.Null(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).Failure);
        Assert.Equal("2", house.Remote.Read("a.yaml"));
        Assert.Equal(written.Commit, Ok(await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).Refs["refs/heads/main"]);
    }

    internal static GitRepository Repository(string url) => new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "repo" },
        Spec = new GitRepositorySpec { Url = url },
    };

    internal static Result<GitRemote> Remote(string url, Secret? secret) => GitRemote.From(Repository(url), secret);

    internal static Secret Secret(params (string Key, string Value)[] values) => new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = "auth" },
        Data = values.ToDictionary(item => item.Key, item => Encoding.UTF8.GetBytes(item.Value)),
    };
}
