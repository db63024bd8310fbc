namespace ImageAutomation.TestSupport;

/// <summary>A folder of its own for one test, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("imageautomation-test-").FullName;

    public string Path { get; }

    public string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public string File(string name) => Combine(name);

    public string Write(string name, string text)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // the path is below Path
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            // Read-only files, as Git leaves them, are ours to delete all the same; links are not followed.
            foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
                if (!OperatingSystem.IsWindows() && System.IO.File.ResolveLinkTarget(file, returnFinalTarget: false) is null)
                    System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"temporary folder left behind: {e.Message}"); // must not replace the test's own result
        }
    }
}
