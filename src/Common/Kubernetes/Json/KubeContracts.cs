using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>
/// How the package reads and writes our types: each by its own source-generated contract, so that a cluster and a folder understand an
/// object in the same way. A type gets here before the first call that is about it; nothing is found by reflection.
/// </summary>
internal sealed class KubeContracts : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Type, Func<JsonSerializerOptions, JsonTypeInfo>> known = new()
    {
        [typeof(V1Patch)] = options => JsonMetadataServices.CreateValueInfo<V1Patch>(options, new V1PatchJsonConverter()),
    };

    /// <summary>Puts our contracts before the package's.</summary>
    public void Use(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, this);
        options.TypeInfoResolverChain.Insert(1, KubeJson.Default);
        options.Converters.Insert(0, new MicroTimeConverter());
    }

    /// <summary>Makes a kind's objects known.</summary>
    public void AddObject<T>(JsonTypeInfo<T> contract)
        where T : class => Add(() => new ContractConverter<T>(contract));

    /// <summary>Makes pages of a kind's lists known.</summary>
    public void AddPage<T>(ResourceKind kind, JsonTypeInfo<T> contract)
        where T : class => Add(() => new ListPageConverter<T>(kind, contract));

    /// <inheritdoc/>
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
        known.TryGetValue(type, out var make) ? make(options) : null;

    private void Add<T>(Func<JsonConverter<T>> make)
    {
        if (!known.ContainsKey(typeof(T))) known.TryAdd(typeof(T), options => JsonMetadataServices.CreateValueInfo<T>(options, make()));
    }
}
