using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Bench.Support;

/// <summary>
/// A remote repository of manifests, twice: each side pushes to its own. The first files are marked, each for a policy of its own.
/// </summary>
internal sealed class Fleet : IDisposable
{
    public const string Ours = "ours.git";
    public const string Theirs = "theirs.git";

    private const int MaxPolicies = 1000;

    private readonly TemporaryFolder folder = new();
    private readonly string[] tags;
    private int next;

    public Fleet(int files)
    {
        Files = files;
        tags = [.. Enumerable.Repeat(Manifests.FirstTag, Math.Min(files, MaxPolicies))];
        Repository = BareRepository.Create(Path.Combine(Directory.CreateDirectory(Root).FullName, Ours));
        Import("first", Enumerable.Range(0, files));
        TestProcess.Run("cp", Root, null, ["-r", Ours, Theirs]);
    }

    public int Files { get; }

    /// <summary>Folder of the remotes.</summary>
    public string Root => folder.Combine("remotes");

    /// <summary>Ours.</summary>
    public BareRepository Repository { get; }

    /// <summary>What each policy elected last; its file holds the same.</summary>
    public IReadOnlyList<string> Tags => tags;

    public static string Policy(int number) => $"p{number.ToString(CultureInfo.InvariantCulture)}";

    public string Work(string name) => folder.Combine(name);

    /// <summary>A tag above all before it.</summary>
    public string NextTag() => $"1.{(++next).ToString(CultureInfo.InvariantCulture)}.0";

    public void Elected(int policy, string tag) => tags[policy] = tag;

    /// <summary>Head of our remote, read from the file that a push moves.</summary>
    public string Head() => File.ReadAllText(Path.Combine(Repository.Path, "refs", "heads", "main")).Trim();

    /// <summary>A person's commit to our remote: a new remark in files spread evenly over the tree, marked ones among them.</summary>
    public void Touch(int files, string comment) =>
        Import(comment, Enumerable.Range(0, files).Select(i => (int)((long)i * Files / files)), comment);

    public void Dispose() => folder.Dispose();

    // Streamed: a large tree is not held in memory.
    private void Import(string message, IEnumerable<int> numbers, string comment = "kept by the team")
    {
        var start = new ProcessStartInfo("git", ["fast-import", "--quiet", "--force"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Path,
        };
        using var process = Process.Start(start)!; // not null without shell execution
        using (var writer = new StreamWriter(process.StandardInput.BaseStream, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            var parent = Repository.Head() is { } head ? $"\nfrom {head}" : "";
            writer.WriteLine(
                $"commit refs/heads/main\ncommitter Person "
                    + $"<person@example.org> {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} "
                    + $"+0000\ndata {message.Length.ToString(CultureInfo.InvariantCulture)}\n{message}{parent}");
            foreach (var number in numbers)
            {
                var isMarked = number < tags.Length;
                var content =
                    Manifests.File(number, isMarked ? Policy(number) : null, isMarked ? tags[number] : Manifests.FirstTag, comment);
                // all ASCII
                writer.WriteLine(
                    $"M 100644 inline {Manifests.Path(number)}\ndata {content.Length.ToString(CultureInfo.InvariantCulture)}\n{content}");
            }
        }

        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"git fast-import ended with {process.ExitCode}");
    }
}
