using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

public sealed class FolderSourceTests : ResourceSourceContract, IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private FolderSource source;

    public FolderSourceTests()
    {
        Directory.CreateDirectory(folder.Combine("resources"));
        source = Open();
        source.Follow();
    }

    protected override IResourceSource Source => source;

    private FolderOptions Options => new()
    {
        Resources = folder.Combine("resources"),
        State = folder.Combine("state"),
        QuietPeriod = TimeSpan.FromMilliseconds(20),
        PollInterval = TimeSpan.FromMilliseconds(20),
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task AMountedConfigMap_IsReadAgain_When_WhatIsBehindItsLinksChanges()
    {
        // As a kubelet lays it out: all.yaml -> ..data/all.yaml, ..data -> ..1; an update renames a new ..data over the old one.
        var root = folder.Combine("resources");
        foreach (var (version, range) in ((string, string)[])[("..1", ">=1.0"), ("..2", ">=2.0")])
        {
            Directory.CreateDirectory(Path.Combine(root, version));
            File.WriteAllText(Path.Combine(root, version, "all.yaml"), Policy(range));
            // nothing but the file itself tells them apart
            File.SetLastWriteTimeUtc(Path.Combine(root, version, "all.yaml"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Directory.CreateSymbolicLink(Path.Combine(root, "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(root, "all.yaml"), Path.Combine("..data", "all.yaml"));
        source.Refresh();
        Assert.Equal(">=1.0", (await GetAsync()).Spec.Policy.Semver?.Range);

        Directory.CreateSymbolicLink(Path.Combine(root, "..data_tmp"), "..2");
        TestProcess.Run("mv", root, null, ["-T", "..data_tmp", "..data"]);
        source.Refresh();
        Assert.Equal(">=2.0", (await GetAsync()).Spec.Policy.Semver?.Range);

        File.WriteAllText(Path.Combine(root, "..2", "all.yaml"), Policy(">=3.0")); // edited in place
        source.Refresh();
        Assert.Equal(">=3.0", (await GetAsync()).Spec.Policy.Semver?.Range);
    }

    [Fact]
    public async Task AHalfSavedFile_KeepsTheLastGoodObjects()
    {
        await DeclareAsync(">=1.0");
        await GetAsync();
        Write("policy.yaml", "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: podinfo, names");
        source.Refresh();
        Assert.Equal(">=1.0", (await GetAsync()).Spec.Policy.Semver?.Range);
        var problem = Assert.Single(source.Problems);
        Assert.Contains("policy.yaml", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("line", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("; the objects it held keep their last good version", problem.Message, StringComparison.Ordinal);

        Write("policy.yaml", "");
        source.Refresh();
        Assert.Equal(">=1.0", (await GetAsync()).Spec.Policy.Semver?.Range);

        await source.DisposeAsync();
        source = Open();
        Assert.Equal(">=1.0", (await GetAsync()).Spec.Policy.Semver?.Range);
    }

    [Fact]
    public async Task AnInvalidObject_KeepsItsLastGoodVersion_AndNamesFieldAndFix()
    {
        await DeclareAsync(">=1.0");
        var before = await GetAsync();
        Write("policy.yaml", Policy(">=2.0").Replace("semver: ", "sember: ", StringComparison.Ordinal));
        source.Refresh();
        Assert.Equal(before.Metadata.ResourceVersion, (await GetAsync()).Metadata.ResourceVersion);
        Assert.Contains("unknown field \"spec.policy.sember\"", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
        Assert.EndsWith("; the last good version is kept", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingWasGoodBefore_NothingIsSaidToBeKept()
    {
        Write("a.yaml", Policy(">=1.0"));
        Write("b.yaml", Policy(">=3.0"));
        Write("c.yaml", Policy(">=1.0").Replace("podinfo", "other", StringComparison.Ordinal)
            .Replace("semver: ", "sember: ", StringComparison.Ordinal));
        Write("d.yaml", "kind: [");
        source.Refresh();
        Assert.Equal(3, source.Problems.Count);
        Assert.All(source.Problems, p => Assert.DoesNotContain("last good", p.Message, StringComparison.Ordinal));
        Assert.EndsWith(
            "remove one of them, until then it does not exist", Assert.Single(source.Problems, p => p.File == "b.yaml").Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "; it does not exist until then", Assert.Single(source.Problems, p => p.File == "c.yaml").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneObjectInTwoFiles_IsAnErrorNamingBoth()
    {
        await DeclareAsync(">=1.0");
        await GetAsync();
        Write("other.yaml", Policy(">=3.0"));
        source.Refresh();
        var problem = Assert.Single(source.Problems).ToString();
        Assert.Contains("policy.yaml:", problem, StringComparison.Ordinal);
        Assert.Contains("other.yaml:", problem, StringComparison.Ordinal);
        Assert.EndsWith("until then the last good version is kept", problem, StringComparison.Ordinal);
        Assert.Equal(">=1.0", (await GetAsync()).Spec.Policy.Semver?.Range);
        File.Delete(folder.Combine("resources", "policy.yaml"));
        source.Refresh();
        Assert.Equal(">=3.0", (await GetAsync()).Spec.Policy.Semver?.Range);
        Assert.Empty(source.Problems);
    }

    [Fact]
    public async Task StatusSurvivesARestart_AndNeverReachesTheUsersFiles()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        await source.PatchStatusAsync(policy, policy with
        {
            Status = policy.Status with { LatestRef = new ImageRef { Name = "a", Tag = "b" } },
        }, CancellationToken.None);
        await source.DisposeAsync();
        source = Open();
        var again = await GetAsync();
        Assert.Equal("b", again.Status.LatestRef?.Tag);
        Assert.Equal(policy.Metadata.Uid, again.Metadata.Uid);
        Assert.Equal(Policy(">=1.0"), await File.ReadAllTextAsync(folder.Combine("resources", "policy.yaml")));
    }

    [Fact]
    public async Task SecretsStayInMemory()
    {
        Write("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: apps}\nstringData: {password: hunter2-plain}\n");
        source.Refresh();
        var secret = (await source.GetAsync<Secret>(new ObjectKey("apps", "s"), CancellationToken.None)).Value;
        Assert.Equal("hunter2-plain", System.Text.Encoding.UTF8.GetString(secret!.Data!["password"]));
        await source.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(folder.Combine("state")))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.True(bytes.AsSpan().IndexOf("hunter2"u8) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Convert.ToBase64String("hunter2-plain"u8))) < 0, file);
        }

        source = Open();
    }

    [Fact]
    public async Task AnotherProcessesWrites_AreNoticed()
    {
        await DeclareAsync(">=1.0");
        await GetAsync();
        await using var other = Open();
        var theirs = (await other.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value!;
        await other.PatchMetadataAsync(theirs, theirs with
        {
            Metadata = theirs.Metadata with { Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = "t1" } },
        }, CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await GetAsync()).ReconcileRequestedAt == "t1");
    }

    [Fact]
    public async Task EventsInARow_CountUp()
    {
        var happened = new ResourceEvent
        {
            Kind = ResourceKinds.ImagePolicy,
            Key = Key,
            Severity = EventSeverity.Error,
            Reason = "Failed",
            Message = "m",
            Time = DateTimeOffset.UnixEpoch,
        };
        await source.RecordEventAsync(happened, CancellationToken.None);
        await source.RecordEventAsync(happened with { Time = DateTimeOffset.UnixEpoch.AddHours(1) }, CancellationToken.None);
        await source.RecordEventAsync(happened with { Message = "n" }, CancellationToken.None);
        Assert.Equal([("m", 2L), ("n", 1L)], source.Events().Select(e => (e.Message, e.Count)));
    }

    [Fact]
    public void AMissingFolder_IsAClearError() =>
        Assert.Contains("does not exist", FolderSource.Open(Options with
        {
            Resources = folder.Combine("nope"),
        }, TimeProvider.System, NullLogger.Instance).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void AStateFolder_ServesOneRunAtATime()
    {
        using var held = StateFolder.Lock(folder.Combine("state")).Value;
        Assert.Contains("in use", StateFolder.Lock(folder.Combine("state")).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateFolderThatCannotBeWritten_IsNotSaidToBeInUse()
    {
        var why = StateFolder.Lock(folder.Combine("nowhere")).Failure?.Message;
        Assert.Contains("cannot be written", why, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "kind: ImagePolicy", "kind: ImagePolcy",
        "kind ImagePolcy: image.toolkit.fluxcd.io has only ImageRepository, ImagePolicy, ImageUpdateAutomation")]
    [InlineData("apiVersion: image.toolkit.fluxcd.io/v1\n", "", "ImagePolicy: apiVersion is missing; write image.toolkit.fluxcd.io/v1")]
    [InlineData(
        "fluxcd.io/v1", "fluxcd.oi/v1",
        "ImagePolicy: apiVersion image.toolkit.fluxcd.oi/v1 is not served; write image.toolkit.fluxcd.io/v1")]
    public void AMistypedKindOrGroup_IsAProblem(string right, string wrong, string problem)
    {
        Write("policy.yaml", Policy(">=1.0").Replace(right, wrong, StringComparison.Ordinal));
        source.Refresh();
        Assert.Equal(problem, Assert.Single(source.Problems).Message);
    }

    [Theory]
    [InlineData("config.openshift.io/v1")]
    [InlineData("example.com/v1")]
    public void TheSameKindOfAnotherProject_IsNoProblem(string apiVersion)
    {
        Write("policy.yaml", Policy(">=1.0").Replace("image.toolkit.fluxcd.io/v1", apiVersion, StringComparison.Ordinal));
        source.Refresh();
        Assert.Empty(source.Problems);
    }

    [Fact]
    public async Task WhileTheStateFolderCannotBeWritten_WritesFail_AndEverythingGoesOnAfterwards()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        Execute(
            "CREATE TRIGGER full_counter BEFORE UPDATE ON counter BEGIN SELECT RAISE(FAIL, 'disk is full'); END; CREATE TRIGGER "
                + "full_events BEFORE INSERT ON events BEGIN SELECT RAISE(FAIL, 'disk is full'); END");

        var failure = (await source.PatchStatusAsync(policy, policy, CancellationToken.None)).Failure;
        Assert.Equal((FailureKind.Transient, SourceReasons.Unavailable), (failure?.Kind, failure?.Reason));
        Assert.Contains("cannot be written", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("disk is full", failure?.Message, StringComparison.Ordinal);
        await source.RecordEventAsync(new ResourceEvent
        {
            Kind = ResourceKinds.ImagePolicy,
            Key = Key,
            Severity = EventSeverity.Info,
            Reason = "Any",
            Message = "m",
            Time = DateTimeOffset.UnixEpoch,
        }, CancellationToken.None);
        Write("policy.yaml", Policy(">=2.0"));
        source.Refresh(); // as the watcher does: an exception there would end the process

        Execute("DROP TRIGGER full_counter; DROP TRIGGER full_events");
        source.Refresh();
        Assert.Equal(">=2.0", (await GetAsync()).Spec.Policy.Semver?.Range);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Combine("state", "state.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected override Task DeclareAsync(string? range)
    {
        if (range is null) File.Delete(folder.Combine("resources", "policy.yaml"));
        else Write("policy.yaml", Policy(range));
        return Task.CompletedTask;
    }

    private static string Policy(string range) =>
        $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata:\n  name: podinfo\n  namespace: apps\nspec:\n  "
        + $"imageRepositoryRef: {{name: podinfo}}\n  policy: {{semver: {{range: '{range}'}}}}\n";

    private void Write(string name, string text) => File.WriteAllText(folder.Combine("resources", name), text);

    private FolderSource Open() => FolderSource.Open(Options, TimeProvider.System, NullLogger.Instance).Value;
}
