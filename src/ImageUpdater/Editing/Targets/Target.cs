using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>One scalar that a policy sets. Plain data: an index can store it and use it for the same bytes.</summary>
/// <remarks>
/// Its identity over time is (path, <see cref="Object"/>, <see cref="FieldPath"/>, <see cref="Policy"/>, <see cref="Part"/>).
/// </remarks>
public sealed record Target
{
    /// <summary>The policy that sets it.</summary>
    public required ObjectKey Policy { get; init; }

    /// <summary>What it holds.</summary>
    public required TargetPart Part { get; init; }

    /// <summary>Setter text: of a marker as written (<c>namespace:name[:part]</c>); of an image field in the same form.</summary>
    public required string Setter { get; init; }

    /// <summary>The object around it; empty texts where the file does not say.</summary>
    public required ObjectIdentity Object { get; init; }

    /// <summary>
    /// Place in its object, as <c>spec.containers[name=app].image</c>: items by their <c>name</c> when it is unique in the list, else by
    /// index.
    /// Keys with other characters than letters, digits, <c>-</c>, <c>_</c> and <c>/</c> are in brackets and quotes.
    /// </summary>
    public required string FieldPath { get; init; }

    /// <summary>Which document of the file, from 0; empty ones count.</summary>
    public required int Document { get; init; }

    /// <summary>Line of the scalar, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What it holds now, decoded.</summary>
    public required string Value { get; init; }

    /// <summary>First byte of the scalar in the file, after anchor and tag; quotes and block headers included.</summary>
    public required int Start { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required int Length { get; init; }

    /// <summary>How it is written.</summary>
    public required ScalarStyle Style { get; init; }

    /// <summary>Columns before the lines of a block scalar; 0 for other styles.</summary>
    public int Indent { get; init; }

    /// <summary>Whether it lies in a flow collection.</summary>
    public bool InFlow { get; init; }

    /// <summary>Image fields only: the repository as this file writes it; the edit keeps that form.</summary>
    public string? WrittenName { get; init; }

    /// <summary>What the file holds at its place, decoded; safe for any bytes.</summary>
    internal string ReadFrom(byte[] data) => YamlScalar.Decode(data, Style, Start, Length, Indent);
}
