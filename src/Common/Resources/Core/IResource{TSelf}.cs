using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>A resource type that knows its kind and how it is written as JSON.</summary>
/// <typeparam name="TSelf">The resource type itself.</typeparam>
public interface IResource<TSelf> : IResource
    where TSelf : IResource<TSelf>
{
    /// <summary>The kind of all objects of this type.</summary>
    static abstract ResourceKind ResourceKind { get; }

    /// <summary>Source-generated JSON contract.</summary>
    static abstract JsonTypeInfo<TSelf> JsonTypeInfo { get; }
}
