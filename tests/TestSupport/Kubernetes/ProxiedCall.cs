namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A request that went through a <see cref="FaultProxy"/>, and its answer.</summary>
public sealed record ProxiedCall(string Method, string Target, int Status);
