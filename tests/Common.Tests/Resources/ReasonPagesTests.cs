using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources.Core;
using Xunit;

namespace ImageAutomation.Common.Tests.Resources;

/// <summary>The pages of the kinds (<c>docs/spec</c>) and the reason codes say the same.</summary>
public sealed partial class ReasonPagesTests
{
    private static readonly List<string> Codes =
    [
        // constants have a value
        .. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
    ];

    public static TheoryData<string> Pages => [.. Folder().GetFiles("*.md").Select(f => f.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryReason_IsOnAPage()
    {
        var pages = Folder().GetFiles("*.md").Select(f => File.ReadAllText(f.FullName)).ToList();
        Assert.NotEmpty(Codes);
        Assert.All(Codes, code => Assert.Contains(pages, page => page.Contains($"`{code}`", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryReasonOfATable_Exists(string page)
    {
        var text = File.ReadAllText(Path.Combine(Folder().FullName, page));
        var table = text[text.IndexOf("\n## Conditions\n", StringComparison.Ordinal)..];
        var named = Rows().Matches(table).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Codes));
    }

    private static DirectoryInfo Folder([CallerFilePath] string here = "") =>
        new(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "spec"))); // a source file has a folder

    [GeneratedRegex(@"^\| `([A-Za-z]+)` \| (?:Ready|Reconciling|Stalled)", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
