using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class IssuerKeysTests
{
    private static readonly KeySource Source = KeySource.Issuer("https://issuer.test");
    private readonly FakeTime time = new();
    private readonly Queue<TaskCompletionSource<Result<IssuerKeySet>>> answers = new();
    private readonly IssuerKeys keys;
    private int reads;

    public IssuerKeysTests() => keys = new IssuerKeys(
        (_, _) =>
        {
            Interlocked.Increment(ref reads);
            return answers.Dequeue().Task;
        },
        time);

    [Fact]
    public async Task AsksOnce_When_ManyWait()
    {
        var answer = Expect();
        using var impatient = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 50).Select(_ => keys.GetAsync(Source, CancellationToken.None)).ToList();
        var leaving = keys.GetAsync(Source, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        answer.SetResult(Keys());
        Assert.All(await Task.WhenAll(waiting), result => Assert.True(result.IsSuccess));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task KeepsKeysAnHour_And_NoLonger_When_TheyCannotBeReadAgain()
    {
        Expect().SetResult(Keys());
        Assert.True((await GetAsync()).IsSuccess);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await GetAsync()).IsSuccess);
        Assert.Equal(1, reads);

        time.Advance(TimeSpan.FromMinutes(1));
        Expect().SetResult(Failure.Transient(HookReasons.IssuerUnavailable, "gone"));
        Assert.False((await GetAsync()).IsSuccess);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False((await GetAsync()).IsSuccess);
        Assert.Equal(2, reads);
        time.Advance(TimeSpan.FromSeconds(1));
        Expect().SetResult(Keys());
        Assert.True((await GetAsync()).IsSuccess);
    }

    [Fact]
    public async Task Search_LeavesTheKeys_When_ItFails()
    {
        Expect().SetResult(Keys());
        var seen = (await GetAsync()).Value;
        Assert.Null(await keys.SearchAsync(Source, seen, CancellationToken.None)); // just read
        time.Advance(TimeSpan.FromMinutes(1));
        Expect().SetResult(Failure.Transient(HookReasons.IssuerUnavailable, "gone"));
        Assert.Null(await keys.SearchAsync(Source, seen, CancellationToken.None));
        Assert.Same(seen, (await GetAsync()).Value);
        Assert.Null(await keys.SearchAsync(Source, seen, CancellationToken.None));
        Assert.Equal(2, reads);

        time.Advance(TimeSpan.FromMinutes(5));
        Expect().SetResult(Keys());
        var newer = await keys.SearchAsync(Source, seen, CancellationToken.None);
        Assert.NotSame(seen, newer);
        Assert.Same(newer, await keys.SearchAsync(Source, seen, CancellationToken.None)); // for those that saw the older ones
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task ForgetsTheOldest_When_ThereAreVeryMany()
    {
        for (var i = 0; i < 1001; i++)
        {
            Expect().SetResult(Keys());
            await keys.GetAsync(KeySource.Issuer($"https://{i}.test"), CancellationToken.None);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await keys.GetAsync(KeySource.Issuer("https://1.test"), CancellationToken.None);
        Assert.Equal(1001, reads);
        Expect().SetResult(Keys());
        await keys.GetAsync(KeySource.Issuer("https://0.test"), CancellationToken.None);
        Assert.Equal(1002, reads);
    }

    private static IssuerKeySet Keys() => IssuerKeySet.Read("""{"keys":[]}"""u8.ToArray())!; // a key set

    private Task<Result<IssuerKeySet>> GetAsync() => keys.GetAsync(Source, CancellationToken.None);

    private TaskCompletionSource<Result<IssuerKeySet>> Expect()
    {
        var answer = new TaskCompletionSource<Result<IssuerKeySet>>(TaskCreationOptions.RunContinuationsAsynchronously);
        answers.Enqueue(answer);
        return answer;
    }
}
