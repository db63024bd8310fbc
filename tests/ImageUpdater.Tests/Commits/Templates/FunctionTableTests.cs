using System.Text.Json;
using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.GoTemplates.Functions;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

public sealed class FunctionTableTests
{
    // They make or keep secrets, which have no place in a commit message. docs/compatibility.md lists them.
    private static readonly string[] LeftOut =
    [
        "bcrypt", "buildCustomCert", "decryptAES", "encryptAES", "genCA", "genCAWithKey", "genPrivateKey",
        "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "htpasswd",
    ];

    private static readonly string[] GoBuiltIns =
    [
        "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println",
        "urlquery",
    ];

    [Fact]
    public void HasTheReferencesFunctions_WithTheirParameters()
    {
        var reference = File.ReadLines(ConformanceFolder.Data("templates", "template-functions.jsonl")).Select(Read)
            .ToDictionary(f => f.Name, f => f.Parameters);
        Assert.NotEmpty(reference);

        var missing = reference.Keys.Except(FunctionTable.All.Keys).Order(StringComparer.Ordinal);
        Assert.Equal(LeftOut, missing);
        Assert.Equal(GoBuiltIns, FunctionTable.All.Keys.Except(reference.Keys).Order(StringComparer.Ordinal));
        Assert.All(
            reference.Keys.Intersect(FunctionTable.All.Keys),
            name => Assert.Equal($"{name}({reference[name]})", $"{name}({Parameters(FunctionTable.All[name])})"));
    }

    [Fact]
    public void TheCompatibilityPageListsWhatIsLeftOut()
    {
        var page = File.ReadAllText(Path.Combine(ConformanceFolder.Root, "docs", "compatibility.md"));

        Assert.All(LeftOut, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static (string Name, string Parameters) Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var signature = document.RootElement.GetProperty("go_signature").GetString()!["func(".Length..];
        return (document.RootElement.GetProperty("name").GetString()!, signature[..signature.IndexOf(')', StringComparison.Ordinal)]);
    }

    private static string Parameters(GoFunction function) =>
        string.Join(
            ", ", function.Parameters.Select((type, i) => (function.IsVariadic && i == function.Parameters.Count - 1 ? "..." : "")
                + type.Name));
}
