using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class CredentialsTests
{
    private const string Key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

    [Fact]
    public void IsAnonymous_When_NothingIsGiven() => Assert.IsType<GitCredentials.None>(Ok(Read("https://host/x", null)));

    [Fact]
    public void TakesUserInfoOfTheUrl_When_TheSecretHasNone() =>
        Assert.Equal(new GitCredentials.Basic("me", "pw"), Ok(Read("https://me:pw@host/x", Secret(("ca.crt", "x")))));

    [Fact]
    public void TakesUserInfoOfTheUrl_When_TheSecretHasOtherKeysOnly() =>
        Assert.Equal(new GitCredentials.Basic("me", "pw"), Ok(Read("https://me:pw@host/x", Secret(("note", "x")))));

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("caFile")]
    [InlineData("tls.crt")]
    [InlineData("username")]
    public void IsAnonymous_When_TheSecretHoldsNoLogin_ButAKeyOfItsTransport(string key) =>
        Assert.IsType<GitCredentials.None>(Ok(Read("https://host/x", Secret((key, "")))));

    [Fact]
    public void PrefersTheSecret_When_BothNameAUser() =>
        Assert.Equal(
            new GitCredentials.Basic("you", "secret"),
            Ok(Read("https://me:pw@host/x", Secret(("username", "you"), ("password", "secret")))));

    [Fact]
    public void ReadsStringData_When_AManifestHasIt()
    {
        var secret = new Secret { StringData = new Dictionary<string, string> { ["username"] = "a", ["password"] = "b" } };
        Assert.Equal(new GitCredentials.Basic("a", "b"), Ok(Read("http://host/x", secret)));
    }

    [Fact]
    public void TakesTheUserOfTheSshUrl()
    {
        var ssh = Assert.IsType<GitCredentials.Ssh>(
            Ok(Read("ssh://deploy@host/x", Secret(("identity", Key), ("known_hosts", "h"), ("password", "p\n")))));
        Assert.Equal(("deploy", "p"), (ssh.User, ssh.Passphrase));
        Assert.Null(Assert.IsType<GitCredentials.Ssh>(Ok(Read("ssh://host/x", Secret(("identity", Key), ("known_hosts", "h"))))).User);
    }

    public static TheoryData<string, string?, string, string, string> Refused => new()
    {
        { "https://host/x", null, "password=p", Reasons.SourceManagerFailed,
            "failed to configure authentication options: invalid 'https' auth option: 'password' requires 'username' to be set in Secret "
                + "'team/auth' (spec.secretRef of GitRepository team/repo)" },
        { "https://me:pw@host/x", null, "bearerToken=t", Reasons.SourceManagerFailed, "cannot be used together with user info" },
        { "https://host/x", null, "bearerToken=a\nb", Reasons.SourceManagerFailed, "control characters" },
        { "https://host/x", null, "username=a:b", Reasons.SourceManagerFailed, "colon" },
        { "ssh://host/x", null, "", Reasons.SourceManagerFailed,
            "invalid 'ssh' auth option: 'identity' is required: an ssh URL needs 'identity' and 'known_hosts', with 'password' where the "
                + "key has a passphrase; name a Secret in spec.secretRef of GitRepository team/repo" },
        { "ssh://host/x", null, "username=a&password=b", Reasons.SourceManagerFailed,
            "'identity' is required, but Secret 'team/auth' (spec.secretRef of GitRepository team/repo) does not hold it: an ssh URL needs "
                + "'identity' and 'known_hosts'" },
        { "ssh://host/x", null, "identity=k", Reasons.SourceManagerFailed,
            "invalid 'ssh' auth option: 'known_hosts' is required, but Secret 'team/auth' (spec.secretRef of GitRepository team/repo) does "
                + "not hold it" },
        { "https://host/x", null, "user=a&pass=hush", Reasons.SourceManagerFailed,
            "failed to configure authentication options: invalid 'https' auth option: Secret 'team/auth' (spec.secretRef of GitRepository "
                + "team/repo) has none of the keys that an https URL needs: 'username' and 'password', or 'bearerToken'; 'ca.crt' alone "
                + "reads without a login" },
        { "http://host/x", null, "identity=k&known_hosts=h", Reasons.SourceManagerFailed,
            "has none of the keys that an http URL needs: 'username' and 'password', or 'bearerToken'" },
        { "ssh://a%20b@host/x", null, "identity=k&known_hosts=h", Reasons.SourceManagerFailed, "user name in the URL" },
        { "https://host/x", null, "githubAppID=1", Reasons.InvalidSourceConfiguration,
            "secretRef 'team/auth' has github app data but provider is not set to github: invalid source configuration" },
        { "https://host/x", "github", "username=a", Reasons.InvalidSourceConfiguration,
            "secretRef with github app data must be specified when provider is set to github: invalid source configuration" },
        { "https://host/x", "gcp", "", Reasons.InvalidSourceConfiguration,
            "provider 'gcp' is not supported for Git: invalid source configuration" },
        { "https://host/x", null, "tls.crt=c", Reasons.SourceManagerFailed, "must contain both" },
        { "https://host/x", null, "tls.crt=c&tls.key=k", Reasons.SourceManagerFailed, "cannot be read" },
        { "https://host/x", null, "ca.crt=c", Reasons.SourceManagerFailed, "holds no certificate" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void SaysWhatIsWrong(string url, string? provider, string values, string reason, string words)
    {
        var secret = values.Length == 0 ? null : Secret([.. values.Split('&').Select(item => (item.Split('=')[0], item.Split('=', 2)[1]))]);
        var repository = Repository(url);
        var failure = GitRemote.From(repository with { Spec = repository.Spec with { Provider = provider } }, secret).Failure!;
        Assert.Equal(reason, failure.Reason);
        Assert.Equal(reason == Reasons.InvalidSourceConfiguration ? FailureKind.Terminal : FailureKind.Transient, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address=")]
    [InlineData("username=a")]
    [InlineData("address=ftp://host")]
    [InlineData("address=host:1")]
    public void RefusesTheProxy(string values) =>
        Assert.False(
            GitProxy.FromSecret(Secret([.. values.Split('&').Select(item => (item.Split('=')[0], item.Split('=', 2)[1]))])).IsSuccess);

    [Theory]
    [InlineData("http://p", "http://p:80")]
    [InlineData("https://p/", "https://p:443")]
    [InlineData("socks5://p", "socks5://p:1080")]
    [InlineData("http://a:b@p:3128", "http://a:b@p:3128")]
    public void WritesTheProxyWithItsPort(string address, string setting) =>
    Assert.Equal(setting, Ok(GitProxy.FromSecret(Secret(("address", address)))).ToSetting());

    [Fact]
    public void PrintsNoValue()
    {
        var remote = Ok(Remote("https://me:pw@host/x", Secret(("password", "hush")))) with
        {
            Tls = new GitTls("hush"u8.ToArray(), "hush"u8.ToArray(), "hush"u8.ToArray()),
        };
        Assert.DoesNotContain("hush", remote.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pw", remote.ToString(), StringComparison.Ordinal);
    }

    private static Result<GitCredentials> Read(string url, Secret? secret) => GitCredentials.FromSecret(Repository(url), secret);
}
