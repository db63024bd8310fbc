using System.Diagnostics;
using System.Globalization;

namespace ImageAutomation.Common.Observability;

/// <summary>The process and its runtime, as metrics; read when they are asked for.</summary>
public sealed class ProcessMetrics
{
    private readonly MetricFamily cpu;
    private readonly MetricFamily resident;
    private readonly MetricFamily virtualMemory;
    private readonly MetricFamily openFiles;
    private readonly MetricFamily heap;
    private readonly MetricFamily collections;
    private readonly MetricFamily threads;
    private readonly MetricFamily waiting;

    /// <summary>Registers the metrics.</summary>
    public ProcessMetrics(MetricsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        cpu = registry.Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds");
        resident = registry.Gauge("process_resident_memory_bytes", "Resident memory size in bytes");
        virtualMemory = registry.Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes");
        openFiles = registry.Gauge("process_open_fds", "Number of open file descriptors");
        heap = registry.Gauge("dotnet_gc_heap_size_bytes", "Managed memory, garbage that was not collected yet included");
        collections = registry.Counter("dotnet_gc_collections_total", "Garbage collections", "generation");
        threads = registry.Gauge("dotnet_threadpool_threads", "Threads of the thread pool");
        waiting = registry.Gauge("dotnet_threadpool_queue_length", "Work items that wait for a thread");
        using var process = Process.GetCurrentProcess();
        registry.Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds")
            .Set(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        registry.Collect(Read);
    }

    private void Read()
    {
        using var process = Process.GetCurrentProcess();
        cpu.Set(process.TotalProcessorTime.TotalSeconds);
        resident.Set(process.WorkingSet64);
        virtualMemory.Set(process.VirtualMemorySize64);
        if (Directory.Exists("/proc/self/fd")) openFiles.Set(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        heap.Set(GC.GetTotalMemory(forceFullCollection: false));
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            collections.Set(GC.CollectionCount(generation), generation.ToString(CultureInfo.InvariantCulture));
        threads.Set(ThreadPool.ThreadCount);
        waiting.Set(ThreadPool.PendingWorkItemCount);
    }
}
