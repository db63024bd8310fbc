using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Flags, width and precision of one verb.</summary>
internal readonly record struct VerbFlags
{
    public bool Sharp { get; init; }

    public bool Zero { get; init; }

    public bool Plus { get; init; }

    public bool Minus { get; init; }

    public bool Space { get; init; }

    public bool PlusV { get; init; }

    public bool SharpV { get; init; }

    public int? Width { get; init; }

    public int? Precision { get; init; }

    /// <summary>Fills with blanks up to the width, which counts characters.</summary>
    public string Pad(string bytes) => Fill(bytes, ' ');

    /// <summary>Fills with zeros where the flag asks for them, else with blanks.</summary>
    public string PadNumber(string bytes) => Fill(bytes, Zero && !Minus ? '0' : ' ');

    private string Fill(string bytes, char with)
    {
        var missing = (Width ?? 0) - ByteText.CountRunes(bytes);
        if (missing <= 0) return bytes;
        return Minus ? bytes + new string(' ', missing) : new string(with, missing) + bytes;
    }
}
