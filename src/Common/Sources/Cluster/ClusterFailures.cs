using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>Says in the words of the port what a call of the API server failed with.</summary>
internal static class ClusterFailures
{
    public static Failure Of(Failure failure) => failure with
    {
        Reason = failure.Reason switch
        {
            KubeReasons.Conflict or KubeReasons.AlreadyExists => SourceReasons.Conflict,
            KubeReasons.NotFound => SourceReasons.NotFound,
            KubeReasons.Unauthorized => SourceReasons.Unauthorized,
            KubeReasons.Forbidden => SourceReasons.Forbidden,
            KubeReasons.Invalid => SourceReasons.Invalid,
            KubeReasons.TooManyRequests => SourceReasons.TooManyRequests,
            _ => SourceReasons.Unavailable,
        },
    };

    public static Result<T> Of<T>(Result<T> result) => result.Failure is { } failure ? Of(failure) : result;
}
