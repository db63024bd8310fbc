using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Transport;

/// <summary>
/// Carries an expected failure out of a handler, through the package, to <see cref="KubeClient"/>. Its text never holds a body:
/// the package's own exception for a refused call quotes the whole answer.
/// </summary>
/// <param name="failure">Makes the failure for the call that it happened to.</param>
internal sealed class KubeCallException(Func<KubeCall, Failure> failure) : Exception("a call of the API server failed")
{
    /// <summary>The failure.</summary>
    public Failure FailureOf(KubeCall call) => failure(call);
}
