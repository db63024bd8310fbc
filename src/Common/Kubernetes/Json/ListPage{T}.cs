namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>One page of a list.</summary>
internal sealed record ListPage<T>
    where T : class
{
    /// <summary>Whether it was a list at all.</summary>
    public bool IsList { get; set; }

    /// <summary>The moment that the list is of.</summary>
    public string ResourceVersion { get; set; } = "";

    /// <summary>Where the next page begins; empty for the last one.</summary>
    public string Continue { get; set; } = "";

    /// <summary>The objects that fit.</summary>
    public List<T> Items { get; } = [];

    /// <summary>The others, each as its key and where it does not fit.</summary>
    public List<string> Unreadable { get; } = [];
}
