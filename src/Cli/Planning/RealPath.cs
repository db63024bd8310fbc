namespace ImageAutomation.Cli.Planning;

/// <summary>Paths without links in any of their parts.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>What a full path finally names; null when links go in a circle. The end need not exist.</summary>
    public static string? Of(string path)
    {
        var todo = new Stack<string>(Parts(path));
        var done = new List<string>();
        var links = 0;
        while (todo.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (done.Count > 0) done.RemoveAt(done.Count - 1);
                continue;
            }

            done.Add(part);
            if (new FileInfo("/" + string.Join('/', done)).LinkTarget is not { } target) continue;
            if (++links > MaxLinks) return null;
            if (target.StartsWith('/')) done.Clear();
            else done.RemoveAt(done.Count - 1);
            foreach (var next in Parts(target)) todo.Push(next);
        }

        return "/" + string.Join('/', done);
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();
}
