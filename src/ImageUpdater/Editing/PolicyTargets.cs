using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>How many targets a policy has.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Targets">Their number.</param>
public sealed record PolicyTargets(ObjectKey Policy, int Targets);
