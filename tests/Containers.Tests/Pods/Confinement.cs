using System.Globalization;
using Xunit;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>
/// What a running program must see of its confinement, read inside, so that a limit that was not applied cannot pass for one.
/// </summary>
internal static class Confinement
{
    public static async Task HoldsAsync(Pod pod, Manifest manifest)
    {
        var status = (await pod.InsideAsync("cat", "/proc/1/status")).Split('\n')
            .Select(line => line.Split(':', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1].Trim());
        Assert.Equal(Four(manifest.User), status["Uid"]);
        Assert.Equal(Four(manifest.Group), status["Gid"]);
        Assert.Contains(manifest.VolumeGroup, status["Groups"].Split(' '));
        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
            Assert.Equal(new string('0', 16), status[set]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("2", status["Seccomp"]); // a filter

        var id = await pod.InsideAsync("id");
        Assert.StartsWith($"uid={manifest.User}(imageautomation) gid={manifest.Group}(imageautomation) ", id, StringComparison.Ordinal);
        var refusals = (await pod.InsideAsync("sh", "-c", "touch /x 2>&1; touch /app/x 2>&1; touch /etc/x 2>&1; true")).Trim();
        Assert.All(refusals.Split('\n'), r => Assert.EndsWith("Read-only file system", r, StringComparison.Ordinal));
        foreach (var path in manifest.Mounts) await pod.InsideAsync("sh", "-c", $"touch {path}/probe && rm {path}/probe");
        // Version 2 of control groups, or 1.
        var memory = await NumbersAsync(pod, "cat memory.max 2>/dev/null || cat memory/memory.limit_in_bytes");
        Assert.Equal([manifest.MemoryBytes], memory);
        var processor = await NumbersAsync(pod, "cat cpu.max 2>/dev/null || cat cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us");
        Assert.Equal(manifest.NanoCpus, processor[0] * 1_000_000_000 / processor[1]);
    }

    private static string Four(string? id) => string.Join('\t', Enumerable.Repeat(id, 4)); // real, effective, saved, of files

    private static async Task<long[]> NumbersAsync(Pod pod, string command) =>
        [.. (await pod.InsideAsync("sh", "-c", $"cd /sys/fs/cgroup && {{ {command}; }}"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
}
