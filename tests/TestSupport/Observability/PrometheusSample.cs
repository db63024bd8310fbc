namespace ImageAutomation.TestSupport.Observability;

/// <summary>One line of a page of metrics.</summary>
public sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
