namespace ImageAutomation.Common.Kubernetes;

/// <summary>The server's answer to a failed call (<c>metav1.Status</c>).</summary>
internal sealed record KubeStatus
{
    public string? Kind { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int Code { get; init; }
}
