using System.Net;
using ImageAutomation.ImageReflector.Registry.Addresses;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Which hosts are tried by plain HTTP without <c>insecure</c>.</summary>
public sealed class SchemeConformanceTests(ITestOutputHelper output)
{
    private const string NoPrivateAddress = "plain HTTP: loopback hosts only, no private addresses";
    private const string NoLookAlike = "plain HTTP: loopback hosts only, not what has '::1' or 'localhost:' somewhere in it";

    public static TheoryData<string> Names => ConformanceFile.Find("references", "imagename.jsonl");

    [Theory]
    [MemberData(nameof(Names))]
    public void TriesHttpWhereTheReferenceDoes_ButForPrivateAddresses(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path).Where(l => l.GetProperty("ok").GetBoolean()))
        {
            var registry = line.Text("registry")!; // a name that is right has one
            var (ours, theirs) = (HostNames.IsLoopback(registry), line.Text("scheme") == "http");
            if (theirs && !ours && IsPrivate(registry)) report.Differs(NoPrivateAddress);
            else if (theirs && !ours
                && (registry.Contains("::1", StringComparison.Ordinal) || registry.StartsWith("localhost:", StringComparison.Ordinal)))
                report.Differs(NoLookAlike);
            else report.Check(ours == theirs, $"{registry}: {ours}, expected {theirs}");
        }

        report.Finish(NoPrivateAddress, NoLookAlike);
    }

    private static bool IsPrivate(string registry) =>
        IPAddress.TryParse(registry.Split(':')[0], out var address) && address.GetAddressBytes() switch
        {
            [10, ..] or [192, 168, ..] => true,
            [172, var second, ..] => second is >= 16 and <= 31,
            _ => false,
        };
}
