using System.Text;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class ImageFieldTests
{
    public static IEnumerable<byte[]> Inputs()
    {
        yield return Encoding.UTF8.GetBytes("image:\n  repository: ghcr.io/acme/app\n  tag: v1\nb:\n  image: nginx:1.0\nc: {image: {registry: docker.io, repository: library/nginx, tag: '1', digest: \"sha256:a\"}}\n");
        yield return Encoding.UTF8.GetBytes("kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: ghcr.io/acme/app:v1 # x\n        name: a\n");
    }
}
