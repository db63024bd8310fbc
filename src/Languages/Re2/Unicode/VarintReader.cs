namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>Reads base-128 numbers, low bits first.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public int Next()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = rest[0];
            rest = rest[1..];
            value |= (part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
