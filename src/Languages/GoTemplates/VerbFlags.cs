using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Flags, width and precision of one verb.</summary>
internal readonly record struct VerbFlags(
    bool Sharp, bool Zero, bool Plus, bool Minus, bool Space, bool PlusV, bool SharpV, int? Width, int? Precision)
{
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
