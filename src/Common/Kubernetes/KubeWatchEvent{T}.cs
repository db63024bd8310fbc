using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>One event of a watch.</summary>
/// <typeparam name="T">Resource type.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object, with Upserted and Deleted.</param>
/// <param name="ResourceVersion">Where to resume from; empty with Failed, and with Unreadable where it is not known.</param>
/// <param name="Problem">With Failed and Unreadable: what is wrong.</param>
public readonly record struct KubeWatchEvent<T>(KubeWatchEventType Type, T? Object, string ResourceVersion, Failure? Problem)
    where T : class;
