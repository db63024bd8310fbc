using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

/// <summary>Templates as people write them, trailers included.</summary>
public sealed partial class RealTemplatesTests
{
    private static readonly MessageData Data = new()
    {
        Automation = new ObjectKey("shop", "auto"),
        Changes =
        [
            new("deploy.yaml", new ObjectIdentity("apps/v1", "Deployment", "shop", "web"), "ghcr.io/acme/app:1.0", "ghcr.io/acme/app:1.1",
                "shop:app"),
            new("kustomization.yaml", new ObjectIdentity("kustomize.config.k8s.io/v1beta1", "Kustomization", "", ""), "1.0", "1.1",
                "shop:app:tag"),
        ],
        Policies = [new(new ObjectKey("shop", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "1.1" })],
        Values = new Dictionary<string, string> { ["cluster"] = "prod" },
    };

    [Fact]
    public void ChangeIdOfGerritSurvives()
    {
        const string Template = """
            Update images for {{ .Values.cluster }}

            {{ $all := "" -}}
            {{ $all = printf "%s%s" $all .AutomationObject -}}
            {{ $all = printf "%s%s" $all (.Changed.FileChanges | toString) -}}
            {{ $all = printf "%s%s" $all (.Changed.Objects | toString) -}}
            {{ $all = printf "%s%s" $all (.Changed.Changes | toString) -}}
            Change-Id: I{{ $all | sha256sum | trunc 40 }}
            """;

        var message = Compose(Template);

        var trailers = Programs.Run(Path.GetTempPath(), "git", message, "interpret-trailers", "--parse").Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, trailers.Length);
        Assert.Matches(ChangeId(), trailers[0]);
        Assert.Equal(["Image-Automation: shop/auto", "Image-Policy: shop/app ghcr.io/acme/app:1.1"], trailers[1..]);
        Assert.Equal(message, Compose(Template));
    }

    [Fact]
    public void ListsOfTheReferencesOwnTestTouch()
    {
        const string Template = """
            Commit a difference between versions

            Automation: {{ .AutomationObject }}

            Files:
            {{ range $filename, $_ := .Changed.FileChanges -}}
            - {{ $filename }}
            {{ end -}}
            Objects:
            {{ range $resource, $_ := .Changed.Objects -}}
            {{ if eq $resource.Kind "Deployment" -}}
            - {{ $resource.Kind | lower }} {{ $resource.Name | lower }}
            {{ else -}}
            - {{ $resource.Kind }} {{ $resource.Name }}
            {{ end -}}
            {{ end -}}
            Images:
            {{ range .Changed.Changes -}}
            {{ if .Setter -}}
            - {{ .NewValue }} ({{ .Setter }})
            {{ end -}}
            {{ end -}}
            """;

        Assert.StartsWith(
            """
            Commit a difference between versions

            Automation: shop/auto

            Files:
            - deploy.yaml
            - kustomization.yaml
            Objects:
            - deployment web
            - Kustomization 
            Images:
            - ghcr.io/acme/app:1.1 (shop:app)
            - 1.1 (shop:app:tag)
            """.ReplaceLineEndings("\n"),
            Compose(Template),
            StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultMessageReadsWell() => Assert.Equal(
        """
        Update ghcr.io/acme/app from 1.0 to 1.1

        deploy.yaml
          Deployment shop/web
            ghcr.io/acme/app: 1.0 -> 1.1

        kustomization.yaml
          Kustomization
            ghcr.io/acme/app: 1.0 -> 1.1

        Image-Automation: shop/auto
        Image-Policy: shop/app ghcr.io/acme/app:1.1

        """.ReplaceLineEndings("\n"),
        Compose(null));

    [Fact]
    public void NulNeverReachesGit() => Assert.StartsWith("ab\n", Compose("a{{ \"\\x00\" }}b"), StringComparison.Ordinal);

    private static string Compose(string? template) =>
        CommitMessage.Compose(template, Data, new CommitMessageOptions(), TimeProvider.System).Value;

    [GeneratedRegex("^Change-Id: I[0-9a-f]{40}$")]
    private static partial Regex ChangeId();
}
