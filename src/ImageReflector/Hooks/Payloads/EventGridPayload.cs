using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Azure Event Grid, in its own schema (an array) and as CloudEvents.</summary>
/// <remarks>Source: learn.microsoft.com, event-schema-container-registry and "Endpoint validation".</remarks>
internal static class EventGridPayload
{
    private const int MaxCodeLength = 128;

    public static HookNews? Read(JsonElement body)
    {
        List<JsonElement> events = body.ValueKind == JsonValueKind.Array ? [.. body.AsItems()] : [body];
        if (!events.Exists(one => Type(one) is not null)) return null;
        var draft = new NewsDraft("event-grid");
        string? code = null;
        foreach (var one in events)
        {
            var data = one.Member("data");
            switch (Type(one))
            {
                case "Microsoft.ContainerRegistry.ImagePushed":
                    draft.Push(AcrPayload.Address(data), data.Time("timestamp") ?? one.Time("eventTime") ?? one.Time("time"));
                    break;
                case "Microsoft.ContainerRegistry.ImageDeleted":
                    draft.Delete(AcrPayload.Address(data));
                    break;
                case "Microsoft.EventGrid.SubscriptionValidationEvent":
                    code ??= Code(data.Text("validationCode"));
                    break;
                default:
                    break; // charts, the end of a subscription
            }
        }

        return draft.ToNews() with { ValidationCode = code };
    }

    private static string? Type(JsonElement one) =>
        (one.Text("eventType") ?? one.Text("type")) is { } type && type.StartsWith("Microsoft.", StringComparison.Ordinal) ? type : null;

    private static string? Code(string? text) =>
        text is { Length: <= MaxCodeLength } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : null;
}
