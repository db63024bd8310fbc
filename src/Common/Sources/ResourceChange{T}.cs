namespace ImageAutomation.Common.Sources;

/// <summary>One element of a watch.</summary>
/// <typeparam name="T">Resource type.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; null with <see cref="ResourceChangeType.Synced"/>.</param>
public readonly record struct ResourceChange<T>(ResourceChangeType Type, T? Object)
    where T : class;
