namespace ImageAutomation.Common.Resources.Core;

/// <summary>Any object with Kubernetes metadata.</summary>
public interface IResource
{
    /// <summary>Manifest <c>apiVersion</c>.</summary>
    string ApiVersion { get; }

    /// <summary>Manifest <c>kind</c>.</summary>
    string Kind { get; }

    /// <summary>Object metadata.</summary>
    ObjectMeta Metadata { get; }
}
