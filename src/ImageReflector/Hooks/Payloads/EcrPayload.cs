using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Amazon ECR by EventBridge.</summary>
/// <remarks>Source: docs.aws.amazon.com, AmazonECR, "Amazon ECR events and EventBridge".</remarks>
internal static class EcrPayload
{
    private const string Sender = "ecr";

    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("detail-type") is not { } type) return null;
        var isImage = type is "ECR Image Action" or "ECR Replication Action";
        if (!isImage && body.Text("source") != "aws.ecr") return null;
        var detail = body.Member("detail");
        var draft = new NewsDraft(Sender);
        if (!isImage || detail.Text("result") != "SUCCESS") return draft.ToNews();
        var address = new ImageAddress(
            Host(body.Digits("account"), ImageAddress.Label(body.Text("region"))), detail.Text("repository-name"),
            detail.Text("image-tag"), detail.Text("image-digest"));
        switch (detail.Text("action-type"))
        {
            case "PUSH" or "REPLICATE":
                draft.Push(address, body.Time("time"));
                break;
            case "DELETE":
                draft.Delete(address);
                break;
            default:
                break;
        }

        return draft.ToNews();
    }

    private static string? Host(string? account, string? region) =>
        account is null || region is null ? null
            : $"{account}.dkr.ecr.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";
}
