using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Places;

/// <summary>What a preview works with.</summary>
/// <param name="Source">Resources; takes no writes.</param>
/// <param name="State">Folder for Git mirrors.</param>
/// <param name="AllowsLocalRepositories">Whether a GitRepository may name a repository on this machine.</param>
/// <param name="Suspended">Automations that are suspended, which a preview leaves out.</param>
internal sealed record PreviewInput(IResourceSource Source, string State, bool AllowsLocalRepositories, IReadOnlyList<ObjectKey> Suspended);
