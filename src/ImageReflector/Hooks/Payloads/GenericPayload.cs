using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Anybody's own body: <c>image</c> with one full reference, or <c>images</c> with up to 100.</summary>
internal static class GenericPayload
{
    private const int MaxImages = 100;

    public static HookNews? Read(JsonElement body)
    {
        IEnumerable<JsonElement> one = [body.Member("image")];
        var draft = new NewsDraft("generic");
        foreach (var text in one.Concat(body.Items("images").Take(MaxImages)).Select(item => item.AsText()).OfType<string>())
            draft.Push(ImageAddress.Of(text, hasHost: false), at: null);
        // Without a name it tells as much as an empty body.
        return draft.ToNews() is { Images.Count: > 0 } news ? news : null;
    }
}
