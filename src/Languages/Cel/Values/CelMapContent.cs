namespace ImageAutomation.Languages.Cel.Values;

/// <param name="Keys">The keys in order.</param>
/// <param name="Values">The values by <see cref="CelMapKey"/>.</param>
internal sealed record CelMapContent(List<CelValue> Keys, Dictionary<object, CelValue> Values);
