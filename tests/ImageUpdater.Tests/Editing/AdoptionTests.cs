using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Adoption;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class AdoptionTests
{
    private static readonly ElectedImage[] Policies =
    [
        new(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "v2" }),
        new(new ObjectKey("team", "one"), new ImageRef { Name = "redis", Tag = "1" }),
        new(new ObjectKey("team", "two"), new ImageRef { Name = "docker.io/redis", Tag = "2" }),
    ];

    [Fact]
    public void AddsMarkersToFieldsThatOnePolicyClaims()
    {
        const string Before = """
            image: ghcr.io/acme/app:v1
            a:
              repository: ghcr.io/acme/app
              tag: "v1"  
            b: {image: ghcr.io/acme/app:v1}
            c: {
              image: ghcr.io/acme/app:v1,
              x: y
            }
            d:
              image: ghcr.io/acme/app:v1 # pinned
            e:
              image: ghcr.io/acme/app:v1 # {"$imagepolicy": "team:app"}
            f:
              image: redis
            g:
              image: >-
                ghcr.io/acme/app:v1
            h:
              image: busybox
            """;
        const string After = """
            image: ghcr.io/acme/app:v1 # {"$imagepolicy": "team:app"}
            a:
              repository: ghcr.io/acme/app
              tag: "v1" # {"$imagepolicy": "team:app:tag"}  
            b: {image: ghcr.io/acme/app:v1}
            c: {
              image: ghcr.io/acme/app:v1, # {"$imagepolicy": "team:app"}
              x: y
            }
            d:
              image: ghcr.io/acme/app:v1 # pinned
            e:
              image: ghcr.io/acme/app:v1 # {"$imagepolicy": "team:app"}
            f:
              image: redis
            g:
              image: >-
                ghcr.io/acme/app:v1
            h:
              image: busybox
            """;

        var adopted = MarkerAdoption.Propose("values.yaml", Encoding.UTF8.GetBytes(Before), new ImageFieldMatcher(Policies));

        Assert.Equal(After, EditingData.Show(adopted.Content.Span));
        Assert.Equal(
            [
                "1 image team:app: added",
                "4 a.tag team:app:tag: added",
                "5 b.image team:app: the field shares its line with others",
                "7 c.image team:app: added",
                "11 d.image team:app: there is another comment on the line",
                "17 g.image team:app: the value is a block of text",
            ],
            adopted.Adoptions.Select(a => $"{a.Line} {a.FieldPath} {a.Setter}: {a.Reason ?? "added"}"));
        Assert.Equal(["f.image"], adopted.Conflicts.Select(c => c.FieldPath));
    }

    [Fact]
    public void AddsMarkersThatAreFoundAgain_WhereverTheyAreAdded()
    {
        foreach (var content in ImageFieldTests.Inputs())
        {
            var policies = EditingData.Policies(Path.Combine(EditingData.Sample, "policies.json"));
            var adopted = MarkerAdoption.Propose("values.yaml", content, new ImageFieldMatcher(policies));
            if (adopted.Problem is not null) continue;

            var found = TargetLocator.Locate("values.yaml", adopted.Content);

            var added = adopted.Adoptions.Where(a => a.Reason is null).Select(a => (a.Setter, a.Line, a.FieldPath));
            Assert.Equal(
                added, found.Targets.Select(t => (t.Setter, t.Line, t.FieldPath)).Where(t => adopted.Content.Length != content.Length));
        }
    }
}
