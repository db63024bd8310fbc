using System.Collections.Concurrent;
using System.Diagnostics;
using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>Calls to remotes leave spans: where they went and how they failed, and nothing of a credential.</summary>
public sealed class RemoteSpanTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;
    private readonly GitHouse house = new();
    private Activity? run;

    public RemoteSpanTests() => listener = new ActivityListener
    {
        ShouldListenTo = source => source.Name == Spans.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStopped = span =>
        {
            // Other tests run beside this one.
            if (span.TraceId == run?.TraceId || house.Remote.Path.Equals(span.GetTagItem("git.repository"))) ended.Enqueue(span);
        },
    };

    public Task InitializeAsync()
    {
        ActivitySource.AddActivityListener(listener);
        house.Remote.Commit("a.yaml", "1");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        run?.Dispose();
        listener.Dispose();
        await house.DisposeAsync();
    }

    [ProgramFact("git")]
    public async Task EachCallToARemote_IsASpanOfTheRun_WithHostAndPath_AndNoCredential()
    {
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path, GitHttpServer.Basic("me", "hush-hush"));
        var mirror =
            house.Store.Open(Ok(Remote(server.Url("remote.git").Replace("://", "://me:hush-hush@", StringComparison.Ordinal), null)));
        run = Spans.Start("reconcile");
        Ok(await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default));
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default));

        Assert.Equal(["git ls-remote", "git fetch", "git push"], ended.Select(s => s.OperationName));
        var origin = new Uri(server.Origin);
        Assert.All(ended, span =>
        {
            // spans ended, so somebody listens
            Assert.Equal((run!.SpanId, ActivityKind.Client, ActivityStatusCode.Unset), (span.ParentSpanId, span.Kind, span.Status));
            Assert.Equal(
                (origin.Host, origin.Port, "/remote.git"),
                (span.GetTagItem("server.address"), span.GetTagItem("server.port"), span.GetTagItem("git.repository")));
            Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("hush", StringComparison.Ordinal)
                || $"{tag.Value}".Contains('@', StringComparison.Ordinal));
        });
        Assert.Equal(["refs/heads/main", "refs/heads/main"], ended.Skip(1).Select(s => s.GetTagItem("git.refs")));
    }

    [ProgramFact("git")]
    public async Task ACallThatFailed_SaysHow_AndARefusedPushToo()
    {
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        house.Remote.Commit("a.yaml", "3");
        run = Spans.Start("reconcile");
        Assert.NotNull(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).Failure);
        Assert.False((await mirror.Remote.FetchAsync(["refs/heads/nope"], default)).IsSuccess);

        // the last one asks whether there is any branch
        Assert.Equal(["git push", "git fetch", "git ls-remote"], ended.Select(s => s.OperationName));
        Assert.All(
            ended.Take(2),
            span => Assert.Equal((ActivityStatusCode.Error, "GitOperationFailed"), (span.Status, span.GetTagItem("error.type"))));
        Assert.Contains("changed by somebody else", ended.First().StatusDescription, StringComparison.Ordinal);
        Assert.All(
            ended, span => Assert.Equal((null, house.Remote.Path), (span.GetTagItem("server.address"), span.GetTagItem("git.repository"))));
    }

    [ProgramFact("git")]
    public async Task OutsideOfARun_NoSpanIsMade()
    {
        Activity.Current = null;
        await FetchHeadAsync(house.Mirror);
        Assert.Empty(ended);
    }

    [Theory]
    [InlineData("https://host:8443/a/b.git?private_token=hush#frag", "host", 8443, "/a/b.git")]
    [InlineData("https://me:hush@host/a.git", "host", null, "/a.git")]
    [InlineData("ssh://git@[::1]:22/a.git", "[::1]", 22, "/a.git")]
    [InlineData("ssh://git@[::1]/a.git", "[::1]", null, "/a.git")]
    [InlineData("file:///srv/git/a.git", "", null, "/srv/git/a.git")]
    [InlineData("/srv/git/a.git", "", null, "/srv/git/a.git")]
    public void HostPortAndPath_AreTakenFromTheUrl_WithoutUserAndQuery(string text, string host, int? port, string path)
    {
        var url = GitUrl.Parse(text, allowLocal: true).Value;
        Assert.Equal((host, port, path), (url.Host, url.Port, url.RepositoryPath));
    }
}
