using System.Globalization;
using Xunit;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>What a running program must see of its confinement, read inside, so that a limit that was not applied cannot pass for one.</summary>
internal static class Confinement
{
    public static async Task HoldsAsync(Pod pod, Manifest manifest)
    {
        var status = (await pod.InsideAsync("cat", "/proc/1/status")).Split('\n')
            .Select(line => line.Split(':', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1].Trim());
        Assert.Equal(Four(manifest.User), status["Uid"]);
        Assert.Equal(Four(manifest.Group), status["Gid"]);
        Assert.Contains(manifest.VolumeGroup, status["Groups"].Split(' '));
        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) Assert.Equal(new string('0', 16), status[set]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("2", status["Seccomp"]); // a filter

        Assert.Equal($"uid={manifest.User}(imageautomation) gid={manifest.Group}(imageautomation)", (await pod.InsideAsync("id")).Split(" groups=")[0]);
        Assert.Contains("Read-only file system", await pod.InsideAsync("sh", "-c", "touch /app/x 2>&1; touch /etc/x 2>&1; true"), StringComparison.Ordinal);
        foreach (var path in manifest.Mounts) await pod.InsideAsync("sh", "-c", $"touch {path}/probe && rm {path}/probe");
        var limit = await pod.InsideAsync("sh", "-c", "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes");
        Assert.Equal(manifest.MemoryBytes, long.Parse(limit, CultureInfo.InvariantCulture));
        var processor = await pod.InsideAsync("sh", "-c", "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us");
        var (quota, period) = (Number(processor, 0), Number(processor, 1));
        Assert.Equal(manifest.NanoCpus, quota * 1_000_000_000 / period);
    }

    private static string Four(string? id) => string.Join('\t', Enumerable.Repeat(id, 4)); // real, effective, saved, of files

    private static long Number(string text, int index) => long.Parse(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[index], CultureInfo.InvariantCulture);
}
