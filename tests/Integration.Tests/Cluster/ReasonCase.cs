namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>An object that a controller must give a condition reason, and the patch that makes it well.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Name">Name of the object, and of the case.</param>
/// <param name="Reason">Reason of Ready=False.</param>
/// <param name="Stalled">Whether only a change helps.</param>
/// <param name="Spec">Spec, in YAML's flow form.</param>
/// <param name="Fix">Merge patch of the spec.</param>
internal sealed record ReasonCase(string Kind, string Name, string Reason, bool Stalled, string Spec, string Fix);
