namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Calls back when the folder became quiet after a change, and every now and then in case a change went unannounced.</summary>
internal sealed class FolderWatcher : IDisposable
{
    private readonly Action refresh;
    private readonly FileSystemWatcher files;
    private readonly ITimer quiet;
    private readonly ITimer rescan;
    private readonly TimeSpan quietPeriod;

    public FolderWatcher(FolderOptions options, TimeProvider time, Action refresh)
    {
        this.refresh = refresh;
        quietPeriod = options.QuietPeriod;
        quiet = time.CreateTimer(_ => this.refresh(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        rescan = time.CreateTimer(_ => this.refresh(), null, options.RescanInterval, options.RescanInterval);
        files = new FileSystemWatcher(options.Resources)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        files.Changed += OnChange;
        files.Created += OnChange;
        files.Deleted += OnChange;
        files.Renamed += OnChange;
        files.Error += (_, _) => quiet.Change(quietPeriod, Timeout.InfiniteTimeSpan);
        files.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        files.Dispose();
        quiet.Dispose();
        rescan.Dispose();
    }

    private void OnChange(object sender, FileSystemEventArgs e) => quiet.Change(quietPeriod, Timeout.InfiniteTimeSpan);
}
