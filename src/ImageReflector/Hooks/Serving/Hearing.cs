using System.Text.Json;
using ImageAutomation.ImageReflector.Hooks.Payloads;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>An authentic request, read.</summary>
internal sealed record Hearing
{
    /// <summary>What it says.</summary>
    public required HookNews News { get; init; }

    /// <summary>The body as filters see it; not an object: they see an empty one.</summary>
    public JsonElement Body { get; init; }

    /// <summary>Claims of its token; null: it came with none.</summary>
    public JsonElement? Claims { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset Seen { get; init; }
}
