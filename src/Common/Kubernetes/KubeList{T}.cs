namespace ImageAutomation.Common.Kubernetes;

/// <summary>All objects of a list, from one moment.</summary>
/// <typeparam name="T">Resource type.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
/// <param name="Unreadable">Objects that do not fit the type, each as its key and the error.</param>
public sealed record KubeList<T>(IReadOnlyList<T> Items, string ResourceVersion, IReadOnlyList<string> Unreadable)
    where T : class;
