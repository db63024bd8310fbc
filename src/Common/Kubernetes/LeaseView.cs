using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Tells whether somebody holds a Lease, for programs that keep out of another one's way.</summary>
/// <param name="client">Client of the API server.</param>
/// <param name="ns">Namespace of the Leases.</param>
/// <param name="time">Time.</param>
public sealed class LeaseView(KubeClient client, string ns, TimeProvider time)
{
    // Clocks of machines differ.
    private const int Patience = 2;

    /// <summary>Whether a Lease is held and was renewed lately.</summary>
    /// <returns>True as well when it cannot be read: to stand back does less harm than to fight.</returns>
    public async Task<bool> IsHeldAsync(string name, CancellationToken cancellationToken)
    {
        var read = await new LeaseCalls(client, new ObjectKey(ns, name)).ReadAsync(cancellationToken);
        if (!read.TryGet(out var lease, out _)) return true;
        if (lease?.Spec is not { HolderIdentity.Length: > 0, RenewTime: { } renewed } spec) return false;
        var length = TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? 0);
        return time.GetUtcNow() - new DateTimeOffset(renewed.ToUniversalTime()) < Patience * length;
    }
}
