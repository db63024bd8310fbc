using ImageAutomation.Containers.Tests.Bombs;
using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.Containers.Tests.Pods;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Containers.Tests;

/// <summary>
/// A repository that unfolds to more than the memory that <c>config/manager</c> grants must not take the others' commits away, and none but
/// the listed ones may end the container. What became of each is reported.
/// </summary>
public sealed class MemoryBombTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Quick => [.. Bomb.Kinds.Keys.Except(Bomb.Slow)];

    public static TheoryData<string> Slow => [.. Bomb.Slow];

    [ContainerTheory("git")]
    [MemberData(nameof(Quick))]
    public Task OtherAutomations_GoOn(string kind) => GoOnAsync(kind);

    [ContainerTheory("git")]
    [Trait("Length", "Long")] // minutes; eng/test-all.sh has it, CI does not
    [MemberData(nameof(Slow))]
    public Task OtherAutomations_GoOn_BesideASlowOne(string kind) => GoOnAsync(kind);

    private async Task GoOnAsync(string kind)
    {
        await using var house = await FolderHouse.StartAsync();
        await house.OpenShopAsync();
        await using var pod = await house.RunAsync(comesBack: true);
        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0"], "newer");
        await house.ArrivesAsync("1.1.0", pod);

        Bomb.Kinds[kind](house.Repository("bomb"), house.Marked("1.0.0"));
        house.Automation("bomb");
        await Eventually.HoldsAsync(() => house.Git.Fetches("bomb.git").Count > 0, () => pod.SaidAsync().GetAwaiter().GetResult(), Limit);
        await house.Registry.Pusher.PushAsync("shop/web", ["1.2.0"], "newer still");
        await house.ArrivesAsync("1.2.0", pod, limit: Limit);

        // What becomes of the bomb, or of the container by it; either may take its time, and a later commit must come all the same.
        var answer = await AnswerAsync(pod);
        await house.Registry.Pusher.PushAsync("shop/web", ["1.3.0"], "the newest");
        await house.ArrivesAsync("1.3.0", pod, limit: Limit);
        Report.Line(output, $"{kind}: {answer}; {await pod.MemoryAsync()}");
        Assert.True((await pod.StateAsync()).Running, await pod.SaidAsync());
        if (!Bomb.MayKill.Contains(kind)) Assert.True(await pod.RestartsAsync() == 0, await pod.SaidAsync());
    }

    private static async Task<string> AnswerAsync(Pod pod)
    {
        const string Subject = "ImageUpdateAutomation shop/bomb: ";
        var answer = "no answer within " + Limit;
        var end = TimeProvider.System.GetTimestamp() + (long)(Limit.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (TimeProvider.System.GetTimestamp() < end)
        {
            if (await pod.RestartsAsync() > 0) return "the container died and came back";
            var told = (await pod.SaidAsync()).Split('\n').FirstOrDefault(line => line.Contains(Subject, StringComparison.Ordinal));
            if (told is not null) return told.Split(Subject)[1].Trim();
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return answer;
    }
}
