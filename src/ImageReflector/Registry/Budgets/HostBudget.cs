namespace ImageAutomation.ImageReflector.Registry.Budgets;

/// <summary>What a registry has granted us.</summary>
/// <param name="Host">Host with port.</param>
/// <param name="QuotaLeft">Pulls left as a share of the quota, 0 to 1; null when it names none.</param>
/// <param name="Parked">How long until calls go out again; zero when they do.</param>
public sealed record HostBudget(string Host, double? QuotaLeft, TimeSpan Parked);
