using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Elects the highest version in a range.</summary>
/// <param name="Range">Constraint expression; see <c>docs/compatibility.md</c> for the grammar.</param>
public sealed record SemVerPolicy([property: JsonConverter(typeof(SharedTextConverter))] string Range);
