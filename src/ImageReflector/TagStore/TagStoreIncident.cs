namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Damage that the store found and got out of the way. The lost tags come back with the next scans.</summary>
/// <param name="Message">For an event and the log.</param>
/// <param name="SetAsidePath">Where the damaged file went; null when only one row was dropped.</param>
/// <param name="Cause">What was thrown, if anything.</param>
public sealed record TagStoreIncident(string Message, string? SetAsidePath, Exception? Cause);
