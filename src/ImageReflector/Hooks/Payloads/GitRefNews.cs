namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>A reference that moved.</summary>
/// <param name="Name">Full name, such as <c>refs/heads/main</c>.</param>
/// <param name="Commit">Where it points now; null: it was deleted, or the sender does not tell.</param>
internal sealed record GitRefNews(string Name, string? Commit);
