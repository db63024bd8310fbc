using System.Globalization;
using System.Text;

namespace ImageAutomation.TestSupport.Git;

/// <summary>A bare repository on disk that plays the remote. All dates are fixed and move on by one minute a commit.</summary>
public sealed class BareRepository
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int commits;

    private BareRepository(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its <c>file://</c> address.</summary>
    public string FileUrl => "file://" + Path;

    /// <summary>Makes an empty one that takes push options and pushes over HTTP.</summary>
    public static BareRepository Create(string path, string defaultBranch = "main", string objectFormat = "sha1")
    {
        TestProcess.Run("git", null, null, ["init", "-q", "--bare", $"--object-format={objectFormat}", "-b", defaultBranch, path]);
        var repository = new BareRepository(path);
        repository.Git("config", "receive.advertisePushOptions", "true");
        repository.Git("config", "http.receivepack", "true");
        repository.Git("config", "uploadpack.allowAnySHA1InWant", "true");
        repository.Git("config", "gc.auto", "0");
        return repository;
    }

    /// <summary>One that is there already.</summary>
    public static BareRepository Open(string path) => new(path);

    /// <summary>Commits files on a branch, made when missing; null removes a file. Returns the commit's id.</summary>
    public string Commit(
        IReadOnlyDictionary<string, string?> files, string message = "change", string branch = "main",
        string author = "Person <person@example.org>")
    {
        ArgumentNullException.ThrowIfNull(files);
        using var stream = new MemoryStream();
        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
        void Bytes(byte[] bytes)
        {
            Line($"data {bytes.Length.ToString(CultureInfo.InvariantCulture)}");
            stream.Write(bytes);
            Line("");
        }

        var when = Start.AddMinutes(commits++).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Line($"commit refs/heads/{branch}");
        Line($"author {author} {when} +0000");
        Line($"committer {author} {when} +0000");
        Bytes(Encoding.UTF8.GetBytes(message));
        if (Head(branch) is { } parent) Line($"from {parent}");
        foreach (var (path, content) in files)
        {
            var quoted = "\""
                + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
            if (content is null) Line($"D {quoted}");
            else
            {
                Line($"M 100644 inline {quoted}");
                Bytes(Encoding.UTF8.GetBytes(content));
            }
        }

        TestProcess.Run("git", Path, stream.ToArray(), ["fast-import", "--quiet", "--force"]);
        return Head(branch) ?? throw new InvalidOperationException("nothing was committed");
    }

    /// <summary>Commits one file.</summary>
    public string Commit(string path, string content, string message = "change", string branch = "main") =>
        Commit(new Dictionary<string, string?> { [path] = content }, message, branch);

    /// <summary>Reverts a commit as a person would, with git's own message. Returns the new commit's id.</summary>
    public string Revert(string commit, string branch = "main") => InWorkTree(branch, "revert", "--no-edit", commit);

    /// <summary>Merges one branch into another. Returns the new head's id.</summary>
    public string Merge(string from, string into = "main", params string[] options) =>
        InWorkTree(into, ["merge", "--no-edit", .. options, $"origin/{from}"]);

    /// <summary>Runs one git command in a checkout of a branch, then pushes the branch (by force). Returns the new head's id.</summary>
    public string InWorkTree(string branch, params string[] command)
    {
        using var folder = new TemporaryFolder();
        var when = Start.AddMinutes(commits++).ToString("o", CultureInfo.InvariantCulture);
        string[] identity = ["-c", "user.name=Person", "-c", "user.email=person@example.org"];
        TestProcess.Run("git", folder.Path, null, ["clone", "-q", "-b", branch, FileUrl, "."]);
        TestProcess.Run(
            "env", folder.Path, null, [$"GIT_AUTHOR_DATE={when}", $"GIT_COMMITTER_DATE={when}", "git", .. identity, .. command]);
        TestProcess.Run("git", folder.Path, null, ["push", "-q", "--force", "origin", $"HEAD:refs/heads/{branch}"]);
        return Head(branch)!; // just pushed
    }

    /// <summary>The commit of a branch, or null.</summary>
    public string? Head(string branch = "main") => Resolve($"refs/heads/{branch}");

    /// <summary>The object of a ref, or null.</summary>
    public string? Resolve(string name)
    {
        var (code, output, _) = TestProcess.Try("git", Path, null, ["rev-parse", "--verify", "--quiet", name]);
        return code == 0 ? output.Trim() : null;
    }

    /// <summary>The content of a file on a branch or in a commit; null when it is not there.</summary>
    public string? Read(string path, string revision = "main")
    {
        var (code, output, _) = TestProcess.Try("git", Path, null, ["cat-file", "blob", $"{revision}:{path}"]);
        return code == 0 ? output : null;
    }

    /// <summary>Commits of a branch or commit, newest first.</summary>
    public IReadOnlyList<GitCommitInfo> Log(string revision = "main") =>
        [.. Git("log", "-z", "--topo-order", "--format=%H%x01%P%x01%an%x01%ae%x01%B", revision)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(row =>
        {
            var fields = row.Split('\x01');
            return new GitCommitInfo(
                fields[0], fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), fields[2], fields[3], fields[4]);
        })];

    /// <summary>Tags a commit; annotated with a message.</summary>
    public void Tag(string name, string revision = "main", string? message = null)
    {
        if (message is null) Git("tag", name, revision);
        else Git("-c", "user.name=Person", "-c", "user.email=person@example.org", "tag", "-a", "-m", message, name, revision);
    }

    /// <summary>Moves or makes a branch.</summary>
    public void SetBranch(string name, string commit) => Git("update-ref", $"refs/heads/{name}", commit);

    /// <summary>Deletes a branch.</summary>
    public void DeleteBranch(string name) => Git("update-ref", "-d", $"refs/heads/{name}");

    /// <summary>Installs a hook, for example <c>pre-receive</c>; the script is for <c>/bin/sh</c>.</summary>
    public void Hook(string name, string script)
    {
        var file = System.IO.Path.Combine(Path, "hooks", name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!); // lies in hooks/
        TestTool.Script(file, script);
    }

    /// <summary>What <c>git fsck --strict</c> finds; empty when all is well.</summary>
    public string Fsck() => Fsck(Path);

    /// <summary>What <c>git fsck --strict</c> finds in any repository; empty when all is well.</summary>
    public static string Fsck(string path)
    {
        var (code, output, errors) = TestProcess.Try("git", path, null, ["fsck", "--strict", "--full", "--no-progress", "--no-dangling"]);
        // A bare mirror has no branch of its own, which fsck remarks.
        var text = string.Join(
            '\n', (output + errors).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("notice:", StringComparison.Ordinal)));
        return code == 0 ? text : $"exit code {code}: {text}";
    }

    /// <summary>Runs git in the repository.</summary>
    public string Git(params string[] arguments) => TestProcess.Run("git", Path, null, arguments);
}
