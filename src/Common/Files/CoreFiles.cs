using System.Runtime.InteropServices;

namespace ImageAutomation.Common.Files;

/// <summary>Memory of a process that ended badly, on disk.</summary>
public static partial class CoreFiles
{
    private const int CoreSize = 4; // RLIMIT_CORE

    /// <summary>Forbids them to this process and to all that it starts: logins are in their memory. On Linux only.</summary>
    public static void Forbid()
    {
        if (!OperatingSystem.IsLinux()) return;
        _ = SetLimit(0, CoreSize, default, 0); // a refusal means that they are forbidden already
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint before);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
