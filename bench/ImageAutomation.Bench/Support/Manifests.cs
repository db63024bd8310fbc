using System.Globalization;
using System.Text;

namespace ImageAutomation.Bench.Support;

/// <summary>Deployments of about 2 KB, each different.</summary>
internal static class Manifests
{
    public const string FirstTag = "1.0.0";

    private const int Bytes = 2000;

    public static string Image(string policy) => $"ghcr.io/acme/{policy}";

    public static string Path(int number) => string.Create(CultureInfo.InvariantCulture, $"apps/team-{number / 100}/app-{number}.yaml");

    /// <param name="number">Makes files differ.</param>
    /// <param name="policy">Whose image it runs, by a marker; null: no marker.</param>
    /// <param name="tag">Tag of that image.</param>
    /// <param name="comment">A person's remark at the top.</param>
    public static string File(int number, string? policy, string tag = FirstTag, string comment = "kept by the team")
    {
        var name = $"app-{number.ToString(CultureInfo.InvariantCulture)}";
        var image = policy is null ? $"ghcr.io/other/{name}:{FirstTag}"
            : $"{Image(policy)}:{tag} # {{\"$imagepolicy\": \"team:{policy}\"}}";
        var text = new StringBuilder(
            $"# {comment}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: shop\n  labels:\n    "
                + $"app.kubernetes.io/name: {name}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      "
                + $"app.kubernetes.io/name: {name}\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: {name}\n    "
                + $"spec:\n      containers:\n        - name: main\n          image: {image}\n          ports:\n            - "
                + "containerPort: 8080\n          env:\n");
        for (var i = 0; text.Length < Bytes; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"            - name: SETTING_{i}\n              value: \"{unchecked((uint)HashCode(number, i)):x8}\"\n");
        return text.ToString();
    }

    // Not System.HashCode, which differs from one process to the next.
    private static int HashCode(int number, int i) => unchecked(((number * 397) ^ i) * (int)2654435761);
}
