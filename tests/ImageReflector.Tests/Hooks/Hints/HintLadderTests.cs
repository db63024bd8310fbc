using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Hooks.Hints;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Tests.TagStore;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Hints;

/// <summary>The ladder with a registry that answers what a test says, and a clock that jumps from wait to wait.</summary>
public sealed class HintLadderTests : IDisposable
{
    private const string Image = "ghcr.io/acme/app";
    private const string Old = "sha256:old";
    private const string New = "sha256:new";
    private static readonly ObjectKey Key = new("team", "app");

    private readonly FakeTime time = new();
    private readonly DateTimeOffset start;
    private readonly Stores stores = new();
    private readonly ImageReflector.TagStore.SqliteTagStore store;
    private readonly HintLadder ladder;
    private readonly Lock gate = new();
    private readonly List<(string Tag, double Milliseconds)> looks = [];
    private readonly List<(ObjectKey Repository, TimeSpan After)> listings = [];
    private readonly List<(string Tag, bool IsNew)> confirmed = [];
    private readonly List<HintResult> results = [];
    private ImageRepository? repository = Scanned();
    private Func<string, int, Task<Result<TagSight>>> answer = (_, _) => Shows(null);
    private bool isFollowed;

    public HintLadderTests()
    {
        start = time.GetUtcNow();
        store = stores.Open();
        store.Replace(Key, Image, ["1.0.0"], start);
        ladder = new HintLadder(
            new HintActors
            {
                Repository = _ => repository,
                Store = store,
                IsFollowed = (_, _) => isFollowed,
                LookAsync = (_, _, tag, _) =>
                {
                    int look;
                    lock (gate)
                    {
                        look = looks.Count(one => one.Tag == tag);
                        looks.Add((tag, (time.GetUtcNow() - start).TotalMilliseconds));
                    }

                    return answer(tag, look);
                },
                Shown = (hint, image) =>
                {
                    Assert.Equal(Image, image.Canonical);
                    Assert.DoesNotContain(confirmed, one => one.Tag == hint.Tag && one.IsNew);
                },
                Confirmed = (hint, isNew) =>
                {
                    lock (gate) confirmed.Add((hint.Tag, isNew));
                },
                AskForListing = (key, after) =>
                {
                    lock (gate) listings.Add((key, after));
                },
                Ended = result =>
                {
                    lock (gate) results.Add(result);
                },
            },
            time, NullLogger.Instance);
    }

    public void Dispose()
    {
        ladder.Dispose();
        store.Dispose();
        stores.Dispose();
    }

    [Fact]
    public async Task ATagThatIsThere_JoinsTheList_WithoutAListing()
    {
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Confirmed);
        Assert.Equal(["1.1.0", "1.0.0"], Stores.Tags(store, Key));
        Assert.Equal([("1.1.0", true)], confirmed);
        Assert.Empty(listings);
        Assert.Equal([("1.1.0", 0.0)], looks);
    }

    [Fact]
    public async Task ATagThatComesLate_IsAskedForAgain_WithoutAListing()
    {
        answer = (_, look) => look < 2 ? Absent() : Shows(New);
        ladder.Take(Hint("1.1.0", New));
        await EndAsync(HintResult.Confirmed);
        Assert.Equal([0.0, 50, 150], looks.Select(one => one.Milliseconds));
        Assert.Equal(["1.1.0", "1.0.0"], Stores.Tags(store, Key));
        Assert.Equal(start, Stores.Read(store, Key)?.FirstSeenOf("1.1.0")); // when the hint came
        Assert.Empty(listings);
    }

    [Fact]
    public async Task ATagThatNeverComes_CostsSevenLooksAndOneListing_AndAMinuteOfSilence()
    {
        answer = (_, _) => Absent();
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Absent);
        Assert.Equal([0.0, 50, 150, 500, 1500, 5000, 15_000], looks.Select(one => one.Milliseconds));
        Assert.Equal([(Key, TimeSpan.Zero)], listings);
        Assert.Equal(["1.0.0"], Stores.Tags(store, Key));

        time.Advance(TimeSpan.FromSeconds(20));
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Absent, HintResult.Absent);
        Assert.Equal(7, looks.Count);
        Assert.Equal((Key, TimeSpan.FromSeconds(40)), listings[1]); // it may be there by now, and nobody tells again

        time.Advance(TimeSpan.FromSeconds(40));
        answer = (_, _) => Shows(null);
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Absent, HintResult.Absent, HintResult.Confirmed);
        Assert.Equal(8, looks.Count);
        Assert.Equal(2, listings.Count);
    }

    [Fact]
    public async Task TheSilenceIsOfOneTag()
    {
        answer = (_, _) => Absent();
        ladder.Take(Hint("1.1.0"));
        await SettledAsync();
        answer = (_, _) => Shows(null);
        ladder.Take(Hint("1.2.0"));
        await EndAsync(HintResult.Absent, HintResult.Confirmed);
    }

    [Fact]
    public async Task ADigestFromBefore_IsAskedForAgain()
    {
        answer = (_, look) => Shows(look < 3 ? Old : New);
        ladder.Take(Hint("1.1.0", New));
        await EndAsync(HintResult.Confirmed);
        Assert.Equal([0.0, 50, 150, 500], looks.Select(one => one.Milliseconds));
    }

    [Fact]
    public async Task ADigestThatStays_IsBelieved()
    {
        answer = (_, look) => look == 1 ? Absent() : Shows(Old);
        ladder.Take(Hint("1.1.0", New));
        await EndAsync(HintResult.Stale);
        Assert.Equal([0.0, 50, 150, 500, 1500], looks.Select(one => one.Milliseconds));
        Assert.Equal([("1.1.0", true)], confirmed);
        Assert.Empty(listings);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("429")]
    [InlineData("500")]
    public async Task ARegistryThatSaysNeither_IsNotAskedAgain(string status)
    {
        answer = (_, _) => Fails(status);
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Listing);
        Assert.Single(looks);
        Assert.Equal([(Key, TimeSpan.Zero)], listings);
        answer = (_, _) => Shows(null);
        ladder.Take(Hint("1.1.0")); // nothing was noted against it
        await EndAsync(HintResult.Listing, HintResult.Confirmed);
    }

    [Theory]
    [InlineData("a known tag", "1.0.0", "Known")]
    [InlineData("an excluded tag", "1.1.0.sig", "Dropped")]
    [InlineData("a suspended repository", "1.1.0", "Dropped")]
    [InlineData("no repository", "1.1.0", "Dropped")]
    [InlineData("no list yet", "1.1.0", "Listing")]
    [InlineData("no tag", "../../x", "Dropped")]
    [InlineData("an empty tag", "", "Dropped")]
    [InlineData("a digest", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Dropped")]
    [InlineData("a signature", "sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Dropped")]
    public async Task NobodyIsAsked_AboutWhatIsOfNoUse(string what, string tag, string expected)
    {
        repository = what switch
        {
            "a suspended repository" => repository! with { Spec = repository.Spec with { Suspend = true } },
            "no repository" => null,
            "no list yet" => repository! with { Status = new ImageRepositoryStatus() },
            _ => repository,
        };
        ladder.Take(Hint(tag));
        await EndAsync(Enum.Parse<HintResult>(expected));
        Assert.Empty(looks);
        // A first list that has begun already may be too old for the tag.
        Assert.Equal(what == "no list yet" ? 1 : 0, listings.Count);
    }

    [Fact]
    public async Task AKnownTagThatSomebodyFollows_WakesThem()
    {
        isFollowed = true;
        answer = (_, look) => Shows(look == 0 ? Old : New);
        ladder.Take(Hint("1.0.0", New));
        await SettledAsync();
        Assert.Equal([("1.0.0", false)], confirmed);
        Assert.Equal(2, looks.Count);
    }

    [Fact]
    public async Task AThousandCopies_AreOneLook()
    {
        var shown = new TaskCompletionSource();
        answer = async (_, _) =>
        {
            await shown.Task;
            return await Shows(New);
        };
        for (var i = 0; i < 1000; i++) ladder.Take(Hint("1.1.0", New));
        shown.SetResult();
        await SettledAsync();
        ladder.Take(Hint("1.1.0", New));
        await EndAsync(HintResult.Confirmed, HintResult.Known);
        Assert.Single(looks);
        Assert.Empty(listings);
    }

    [Fact]
    public async Task APushThatIsToldDuringALook_IsAskedAboutToo()
    {
        isFollowed = true;
        var (asked, shown) = (new TaskCompletionSource(), new TaskCompletionSource());
        answer = async (_, look) =>
        {
            if (look > 0) return await Shows(New);
            asked.SetResult();
            await shown.Task;
            return await Shows(Old);
        };
        ladder.Take(Hint("1.0.0", Old));
        await asked.Task;
        ladder.Take(Hint("1.0.0", New)); // told after the registry has answered, and before we have read it
        shown.SetResult();
        await EndAsync(HintResult.Confirmed);
        Assert.Equal(2, looks.Count);
    }

    [Fact]
    public async Task ASenderThatNamesNoDigest_TakesNoneAway()
    {
        var (asked, shown) = (new TaskCompletionSource(), new TaskCompletionSource());
        answer = async (_, look) =>
        {
            if (look > 0) return await Shows(New);
            asked.SetResult();
            await shown.Task;
            return await Shows(Old);
        };
        ladder.Take(Hint("1.1.0", New));
        await asked.Task;
        ladder.Take(Hint("1.1.0"));
        shown.SetResult();
        await EndAsync(HintResult.Confirmed);
        Assert.Equal(2, looks.Count);
    }

    [Fact]
    public async Task TheOrderOfHints_DoesNotMatter()
    {
        ladder.Take(Hint("1.2.0"));
        ladder.Take(Hint("1.1.0"));
        await SettledAsync();
        Assert.Equal(["1.2.0", "1.1.0", "1.0.0"], Stores.Tags(store, Key));
    }

    [Fact]
    public async Task ABurstOfTags_BecomesAListing()
    {
        var shown = new TaskCompletionSource();
        answer = async (_, _) =>
        {
            await shown.Task;
            return await Shows(null);
        };
        for (var i = 0; i < HintLadder.MaxWaitingTags + 5; i++) ladder.Take(Hint($"2.{i}.0"));
        Assert.Equal(HintLadder.MaxWaitingTags, ladder.Count);
        Assert.Equal(5, listings.Count); // of which one comes about
        shown.SetResult();
        await SettledAsync();
        Assert.Equal(HintLadder.MaxWaitingTags, looks.Count);
        ladder.Take(Hint("3.0.0")); // there is room again
        await SettledAsync();
        Assert.Equal("3.0.0", looks[^1].Tag);
    }

    [Fact]
    public async Task WhatWaitsInAll_IsBounded()
    {
        var shown = new TaskCompletionSource();
        answer = async (_, _) =>
        {
            await shown.Task;
            return await Fails("too much");
        };
        var repositories = (HintLadder.MaxWaiting / HintLadder.MaxWaitingTags) + 2;
        for (var i = 0; i < repositories * HintLadder.MaxWaitingTags; i++)
            ladder.Take(Hint($"{i}") with { Repository = new ObjectKey("team", $"app-{i / HintLadder.MaxWaitingTags}") });
        Assert.Equal(HintLadder.MaxWaiting, ladder.Count);
        Assert.Equal((repositories * HintLadder.MaxWaitingTags) - HintLadder.MaxWaiting, listings.Count);
        shown.SetResult();
        await SettledAsync();
    }

    [Fact]
    public async Task AnImageWithoutAList_WaitsForIt()
    {
        store.Replace(Key, "ghcr.io/acme/before", ["1.0.0"], start);
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Dropped);
        Assert.Empty(confirmed);
    }

    [Fact]
    public async Task ARepositoryThatGoesMeanwhile_EndsTheLooks()
    {
        answer = (_, _) =>
        {
            repository = null;
            return Absent();
        };
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Dropped);
        Assert.Single(looks);
    }

    [Fact]
    public async Task ABug_LosesNoTag()
    {
        answer = (_, _) => throw new InvalidOperationException("a bug");
        ladder.Take(Hint("1.1.0"));
        await EndAsync(HintResult.Listing);
        Assert.Equal([(Key, TimeSpan.Zero)], listings);
    }

    [Fact]
    public async Task AStop_EndsTheLooks()
    {
        answer = (_, _) => Absent();
        ladder.Take(Hint("1.1.0"));
        await Eventually.HoldsAsync(() => looks.Count == 1);
        ladder.Dispose();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(looks);
        Assert.Empty(results);
    }

    private static ImageRepository Scanned() => new()
    {
        Metadata = new ObjectMeta { Name = Key.Name, Namespace = Key.Namespace },
        Spec = new ImageRepositorySpec { Image = Image, Interval = GoDuration.From(TimeSpan.FromHours(1)) },
        Status = new ImageRepositoryStatus { LastScanResult = new ScanResult { TagCount = 1 } },
    };

    private static Task<Result<TagSight>> Shows(string? digest) => Task.FromResult<Result<TagSight>>(new TagSight(true, digest));

    private static Task<Result<TagSight>> Absent() => Task.FromResult<Result<TagSight>>(TagSight.Absent);

    private static Task<Result<TagSight>> Fails(string why) => Task.FromResult<Result<TagSight>>(Failure.Transient("Failed", why));

    private TagHint Hint(string tag, string? digest = null) => new(Key, tag) { Digest = digest, Seen = time.GetUtcNow() };

    private async Task EndAsync(params HintResult[] expected)
    {
        await time.RunAsync(Eventually.HoldsAsync(() => ladder.Count == 0 && Results().Count == expected.Length));
        Assert.Equal(expected, Results());
    }

    private List<HintResult> Results()
    {
        lock (gate) return [.. results];
    }

    private async Task SettledAsync() => await time.RunAsync(Eventually.HoldsAsync(() => ladder.Count == 0));
}
