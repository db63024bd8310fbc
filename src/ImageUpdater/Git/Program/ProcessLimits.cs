using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>
/// Bounds that the kernel keeps for a git process and everything that it starts. On Linux only; elsewhere there are none.
/// </summary>
internal static partial class ProcessLimits
{
    // The same numbers on all architectures that .NET runs on.
    private const int FileSize = 1; // RLIMIT_FSIZE
    private const int Data = 2; // RLIMIT_DATA

    /// <summary>Sets the bounds of a process that was just started: it has had no time to need much or to start another one.</summary>
    /// <param name="process">Running, or ended already.</param>
    /// <param name="dataBytes">Memory that is written to; mapped packs do not count.</param>
    /// <param name="fileBytes">Length of one file.</param>
    public static void Set(Process process, long dataBytes, long fileBytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        // A refusal means that the process has ended, or that somebody has set closer bounds, which then hold.
        _ = SetLimit(process.Id, Data, new Limit((ulong)dataBytes, (ulong)dataBytes), 0);
        _ = SetLimit(process.Id, FileSize, new Limit((ulong)fileBytes, (ulong)fileBytes), 0);
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint before);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
