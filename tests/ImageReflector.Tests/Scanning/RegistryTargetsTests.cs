using ImageAutomation.Common.Observability;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.TestSupport.Registry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class RegistryTargetsTests : IAsyncLifetime
{
    private ScanningHarness harness = null!; // set before every test

    public async Task InitializeAsync() => harness = await ScanningHarness.StartAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task WhatShouldBeMended_IsLoggedOnce()
    {
        using var authority = new TestAuthority();
        var pem = string.Join("\n    ", authority.RootPem.Trim().Split('\n'));
        harness.Declare(
            "tls", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: tls, namespace: team}}\ntype: Opaque\nstringData:\n  caFile: "
                + $"|\n    {pem}\n");
        DeclareSecret("kubernetes.io/dockerconfigjson", "{\"credsStore\":\"x\",\"auths\":{\"127.0.0.1/ap\":{\"auth\":\"dTpw\"}}}");
        harness.Repository("  secretRef: {name: pull}\n  certSecretRef: {name: tls}\n", image: "127.0.0.1/app/x");
        using var text = new StringWriter();
        using var log = new LineLog(text, LogLevel.Warning, asJson: false, harness.Time);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        var targets = new RegistryTargets(harness.Source, loggers.CreateLogger<RegistryTargets>());
        for (var i = 0; i < 3; i++)
            Assert.True(
                (await targets.ForAsync(
                    (await harness.FindAsync<ImageRepository>())!, RepositoryName.ParseImage("127.0.0.1/app/x").Value,
                    CancellationToken.None)).IsSuccess);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Single(
            lines, line => line.Contains("Secret 'team/tls': key 'caFile' is deprecated, use 'ca.crt'", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("Secret 'team/pull' names credential helpers", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("whose path ends within a name", StringComparison.Ordinal));
    }

    /// <summary>Type and content of a Secret without a login for the registry, and what the condition says about it.</summary>
    [Theory]
    [InlineData(
        "Opaque", "{}", "ReadOperationFailed",
        "gives no login for '{0}/app': it has the type Opaque, and logins are read from kubernetes.io/dockerconfigjson")]
    [InlineData(
        "kubernetes.io/dockerconfigjson", "{\"auths\":{\"elsewhere.test\":{\"auth\":\"dTpTRUNSRVQ=\"}}}", "ReadOperationFailed",
        "gives no login for '{0}/app': its entry is for another host")]
    [InlineData(
        "kubernetes.io/dockerconfigjson", "{\"auths\":{\"elsewhere.test\":{\"auth\":\"dTpTRUNSRVQ", "AuthenticationFailed",
        "has no usable registry credentials in key '.dockerconfigjson': it is not JSON (line 1)")]
    [InlineData(
        "kubernetes.io/dockercfg", "{}", "AuthenticationFailed",
        "has no usable registry credentials in key '.dockercfg': the key is missing")]
    public async Task TheCondition_NamesTheSecret_ThatGaveNoLogin(string type, string json, string reason, string expected)
    {
        DeclareSecret(type, json);
        harness.Repository("  secretRef: {name: pull}\n");
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        var (repository, _) = await harness.ScanAsync();
        var ready = repository.Status.Find(ConditionTypes.Ready)!; // every run sets it
        Assert.Equal(reason, ready.Reason);
        Assert.Contains("Secret 'team/pull' "
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, harness.Registry.Host), ready.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", ready.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dTpTRUNSRVQ", ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCondition_NamesTheServiceAccount_ThatHasNoPullSecrets()
    {
        harness.Declare("account", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: me, namespace: team}\n");
        harness.Repository("  serviceAccountName: me\n");
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        var (repository, _) = await harness.ScanAsync();
        Assert.EndsWith(
            "; ServiceAccount 'team/me' has no imagePullSecrets", repository.Status.Find(ConditionTypes.Ready)?.Message,
            StringComparison.Ordinal);
    }

    private void DeclareSecret(string type, string json) =>
        harness.Declare(
            "pull",
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: pull, namespace: team}}\ntype: {type}\nstringData:\n  "
                + $".dockerconfigjson: '{json}'\n");
}
